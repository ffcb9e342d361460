package dev.gridpulse.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that a newcomer starts. */
class DemoIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Sensors whose readings are fewer than their interval asks for. */
  private static final String HOLES =
      """
      SELECT count(*) FROM (
        SELECT count(*) AS readings,
               1 + extract(epoch FROM max(ts) - min(ts)) / extract(epoch FROM s.sampling_interval) AS due
        FROM reading r JOIN sensor s ON s.id = r.sensor_id GROUP BY s.id) AS each
      WHERE readings <> due
      """;

  @TempDir private Path folder;

  @Test
  void hasAPastAndGoesOnWhereItEndedWhenItIsStartedAgain() throws Exception {
    long before;
    try (Program demo = Program.demo(folder)) {
      demo.process().awaitOutput("Dashboard http://[^/]+/#token=\\S+", PATIENCE);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(2))
          .until(() -> hasHistory(demo) && isLive(demo) && hasAllWindows(demo));
      assertThat(demo.get("/api/v1/sensors"))
          .contains("home_00005", "home_00005_energy", "grid_00001");
      String usage =
          "/api/v1/sensors/home_00001/usage?month=" + YearMonth.now(ZoneId.of("Europe/Berlin"));
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(2))
          .untilAsserted(
              () ->
                  assertThat(demo.get(usage))
                      .as("what the demo's partner says")
                      .contains("\"usage\":\"fridge\"", "\"unattributed\""));
      demo.stop();
    }
    try (Program again = Program.demo(folder)) {
      before = rows(again);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> isLive(again) && hasAllWindows(again));

      assertThat(answer(again, HOLES)).as("also for the time when it did not run").isEqualTo("0");
      assertThat(rows(again) - before).as("what was missing").isLessThan(2_000);
    }
  }

  /** Whether every sensor begins when it should, without a hole. */
  private static boolean hasHistory(Program demo) throws SQLException {
    String begun =
        """
        SELECT count(*) FROM sensor s
        WHERE (SELECT min(ts) FROM reading_log WHERE sensor_id = s.id) < now() + interval '15 min'
          - CASE WHEN s.name LIKE 'grid%' THEN interval '1 day'
                 WHEN s.name LIKE '%energy' THEN interval '26 months' ELSE interval '3 months' END
        """;
    return "11".equals(answer(demo, begun)) && "0".equals(answer(demo, HOLES));
  }

  private static boolean isLive(Program demo) throws SQLException {
    return is(demo, "max(ts) > now() - interval '10 seconds'");
  }

  /** Whether that holds of the frequency's readings. */
  private static boolean is(Program demo, String condition) throws SQLException {
    return "t"
        .equals(
            answer(
                demo,
                "SELECT %s FROM reading JOIN sensor ON id = sensor_id WHERE name = 'grid_00001'"
                    .formatted(condition)));
  }

  /** Whether each quarter-hour that is over knows all of its readings. */
  private static boolean hasAllWindows(Program demo) throws SQLException {
    return "t"
        .equals(
            answer(
                demo,
                """
                SELECT (SELECT sum(count) FROM aggregate_15m WHERE start < q)
                     = (SELECT count(*) FROM reading WHERE ts < q)
                FROM date_trunc('hour', now()) AS q
                """));
  }

  private static long rows(Program demo) throws SQLException {
    return Long.parseLong(answer(demo, "SELECT count(*) FROM reading_log"));
  }

  private static String answer(Program demo, String sql) throws SQLException {
    try (Connection connection = demo.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
