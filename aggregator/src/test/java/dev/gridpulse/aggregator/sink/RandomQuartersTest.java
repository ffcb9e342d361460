package dev.gridpulse.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.aggregator.schema.StorageSettings;
import dev.gridpulse.model.Routing;
import dev.gridpulse.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class RandomQuartersTest {
  private static final int PARTITIONS = 6;
  private static final Instant NEW = Instant.parse("2026-01-01T00:00:00Z");

  private static TestDatabase database;
  private static Connection connection;

  private final RandomQuarters quarters = new RandomQuarters(new SplittableRandom(59), PARTITIONS);

  @BeforeAll
  static void fill() throws SQLException {
    database = TestDatabase.create();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.user());
    source.setPassword(database.password());
    // A table as small as these would be read whole once it is compressed.
    Schema.migrate(source, new StorageSettings(Duration.ofDays(7), null, null, null, null, null));
    connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO sensor (name) VALUES ('gap'), ('silent'), ('steady'), ('single');
          -- A day of 2012 and a day of 2026, 96 quarter-hours each.
          INSERT INTO reading_log
            SELECT s.id, day + i * interval '30 s', i, i
            FROM sensor s, generate_series(0, 2879) i,
                 unnest(ARRAY[timestamptz '2012-01-01T00:00:00Z', '2026-01-01T00:00:00Z']) day
            WHERE s.name = 'gap';
          INSERT INTO reading_log
            SELECT s.id, timestamptz '2026-01-01T00:00:00Z' + i * interval '1 s', i, i
            FROM sensor s, generate_series(0, 86399) i WHERE s.name = 'steady';
          INSERT INTO reading_log
            SELECT s.id, '2026-01-01T00:07:00Z', 1, 1 FROM sensor s WHERE s.name = 'single';
          ANALYZE;
          """);
    }
  }

  @AfterAll
  static void drop() throws SQLException {
    connection.close();
    database.close();
  }

  @Test
  void drawsQuarterHoursThatHaveReadingsOnBothSidesOfAGap() throws SQLException {
    List<RandomQuarters.Drawn> drawn = draw(4000);

    assertThat(drawn).extracting(RandomQuarters.Drawn::sensor).contains("gap", "steady", "single");
    assertThat(drawn).extracting(RandomQuarters.Drawn::sensor).doesNotContain("silent");
    List<Long> gap = starts(drawn, "gap");
    assertThat(gap.stream().filter(start -> start < NEW.toEpochMilli()).distinct())
        .as("of the 96 quarter-hours of 2012")
        .hasSizeGreaterThan(80);
    assertThat(gap.stream().filter(start -> start >= NEW.toEpochMilli()).distinct())
        .as("of the 96 quarter-hours of 2026")
        .hasSizeGreaterThan(80);
    assertThat(starts(drawn, "steady").stream().distinct()).hasSize(96);
    assertThat(starts(drawn, "single")).containsOnly(NEW.toEpochMilli());
  }

  @Test
  void drawsOfTheWantedPartitionsOnly() throws SQLException {
    int partition = Routing.partition("gap", PARTITIONS);

    for (int i = 0; i < 100; i++) {
      quarters
          .draw(connection, each -> each == partition)
          .ifPresent(
              drawn ->
                  assertThat(Routing.partition(drawn.sensor(), PARTITIONS)).isEqualTo(partition));
      assertThat(quarters.draw(connection, _ -> false)).isEmpty();
    }
  }

  @Test
  void looksUpInIndexesAndNeverScansTheLog() throws SQLException {
    long scans = scans("seq_scan");
    long lookUps = scans("idx_scan");

    draw(200);

    assertThat(scans("seq_scan")).isEqualTo(scans);
    assertThat(scans("idx_scan")).isGreaterThan(lookUps);
  }

  private List<RandomQuarters.Drawn> draw(int times) throws SQLException {
    List<RandomQuarters.Drawn> drawn = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      quarters.draw(connection, _ -> true).ifPresent(drawn::add);
    }
    return drawn;
  }

  private static List<Long> starts(List<RandomQuarters.Drawn> drawn, String sensor) {
    return drawn.stream()
        .filter(each -> each.sensor().equals(sensor))
        .map(each -> each.quarter().start())
        .toList();
  }

  /** Of all tables that hold the log: on TimescaleDB these are its chunks. */
  private static long scans(String kind) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_stat_force_next_flush()");
      try (ResultSet row =
          statement.executeQuery(
              """
              SELECT sum(%s)::bigint FROM pg_stat_user_tables
              WHERE relname = 'reading_log' OR relname LIKE '\\_hyper\\_%%'
              """
                  .formatted(kind))) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
