package dev.gridpulse.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.testing.TestDatabase;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dashboards of deploy/grafana, on the schema and by the user that Grafana has. */
class DashboardsTest {
  private static TestDatabase database;
  private static String reader;

  @BeforeAll
  static void fill() throws SQLException {
    database = TestDatabase.create();
    reader = database.login("gridpulse_reader");
    Schema.migrate(Schema.source(database.url(), database.user(), database.password()));
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO sensor (name, unit, kind, time_zone, asset, signal_id, latitude, longitude)
          VALUES ('home', 'W', 'power', 'Europe/Berlin', 'feeder', '7', 52.5, 13.4),
                 ('meter', 'kWh', 'counter', 'Europe/Berlin', 'feeder', '8', 52.5, 13.4);
          INSERT INTO aggregate_15m
          SELECT id, start, 900, v, v, v, v, 1
          FROM sensor, LATERAL (
            SELECT start, CASE name WHEN 'home' THEN 1000 ELSE extract(epoch FROM start) / 3600 END AS v
            FROM generate_series(timestamptz '2026-03-27T23:00Z', timestamptz '2026-03-30T21:45Z', interval '15 minutes') start) w;
          INSERT INTO aggregate_5s SELECT * FROM aggregate_15m;
          INSERT INTO aggregate_1m SELECT * FROM aggregate_15m;
          INSERT INTO reading_log SELECT sensor_id, start, mean, 1 FROM aggregate_15m;
          INSERT INTO partner_zone VALUES ('Europe/Berlin', '2026-03-27T23:00Z'), ('UTC', now());
          INSERT INTO partner_export
          SELECT '2026-03-' || day, format('2026-03-%s', day)::date, 'Europe/Berlin', 1, now(), now(),
                 '{1}', '{"sensors":1,"expectedMinutes":40260,"sentMinutes":192}', now()
          FROM generate_series(28, 29) day;
          INSERT INTO usage_split VALUES
            (1, 'epoch', now(), '2026-03-29', '{fridge}', '{0.1}', gen_random_uuid(), 0)
          """);
    }
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Test
  void runEveryQueryAndShowSomething() throws Exception {
    try (Connection connection = connect();
        Statement select = connection.createStatement()) {
      for (Deployed.Query query : Deployed.sql()) {
        assertThat(query.datasource()).as(query.where()).isEqualTo("gridpulse");
        assertThatCode(
                () -> {
                  try (ResultSet rows = select.executeQuery(expand(query.text()))) {
                    assertThat(rows.next()).as("%s shows something", query.where()).isTrue();
                    checkTime(query, rows.getMetaData());
                  }
                })
            .as("%s: %s", query.where(), query.text())
            .doesNotThrowAnyException();
      }
    }
  }

  /** What Grafana draws over time needs a column of times with that name. */
  private static void checkTime(Deployed.Query query, ResultSetMetaData columns)
      throws SQLException {
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      if (columns.getColumnName(i).equals("time")) {
        assertThat(columns.getColumnTypeName(i)).as(query.where()).isEqualTo("timestamptz");
      }
    }
  }

  /** The days when the clock goes forward: 23 hours of 1 kW. */
  @Test
  void countEnergyInTheSensorsOwnDays() throws Exception {
    String perDay =
        Deployed.sql().stream()
            .filter(query -> query.where().contains("kWh by day"))
            .findFirst()
            .orElseThrow()
            .text();
    try (Connection connection = connect();
        Statement select = connection.createStatement();
        ResultSet rows =
            select.executeQuery(
                """
                SELECT string_agg(round(kwh::numeric, 3)::text, ' ' ORDER BY time) FROM (%s) days
                WHERE metric = 'home'
                """
                    .formatted(expand(perDay)))) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("24.000 23.000 24.000");
    }
  }

  @Test
  void tellTheLastExportOfEachZoneAndWhichHaveNone() throws Exception {
    String lastExports =
        Deployed.sql().stream()
            .filter(query -> query.where().contains("Last export"))
            .findFirst()
            .orElseThrow()
            .text();
    try (Connection connection = connect();
        Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery(lastExports)) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("Export")).isEqualTo("2026-03-29");
      assertThat(rows.getLong("Minutes")).isEqualTo(192);
      assertThat(rows.getLong("Answers")).isEqualTo(1);
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString("Time zone")).isEqualTo("UTC");
      assertThat(rows.getString("Export")).isNull();
    }
  }

  @Test
  void showGapsAsGapsAndTheBrowsersTime() throws Exception {
    Set<String> uids = new HashSet<>();
    for (JsonNode dashboard : Deployed.dashboards().values()) {
      assertThat(uids.add(dashboard.path("uid").asText())).isTrue();
      assertThat(dashboard.path("timezone").asText()).isEqualTo("browser");
      for (JsonNode panel : dashboard.path("panels")) {
        JsonNode custom = panel.at("/fieldConfig/defaults/custom");
        if (custom.path("drawStyle").asText().equals("line")) {
          assertThat(custom.path("spanNulls").asBoolean(true)).isFalse();
          assertThat(custom.path("insertNulls").asLong()).isPositive();
        }
      }
    }
  }

  @Test
  void useDataSourcesThatAreProvisioned() throws Exception {
    String sources =
        Files.readString(
            ComposeFile.ROOT.resolve("deploy/grafana/provisioning/datasources/gridpulse.yml"));
    for (JsonNode dashboard : Deployed.dashboards().values()) {
      for (JsonNode panel : dashboard.path("panels")) {
        assertThat(sources).contains("uid: " + panel.at("/datasource/uid").asText() + "\n");
      }
    }
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(database.url(), reader, TestDatabase.LOGIN_PASSWORD);
  }

  /** As Grafana's PostgreSQL data source does it. */
  private static String expand(String sql) {
    String expanded =
        sql.replaceAll(
                "\\$__timeFilter\\(([^)]*)\\)",
                "$1 BETWEEN '2026-03-27T23:00:00Z' AND '2026-03-30T21:59:59Z'")
            .replace("$__timeFrom()", "'2026-03-27T23:00:00Z'")
            .replace("$__timeTo()", "'2026-03-30T21:59:59Z'")
            .replace("${sensor:sqlstring}", "'home','meter'")
            .replace("${asset:sqlstring}", "'feeder'")
            .replace("${signal:sqlstring}", "'home','meter'");
    assertThat(expanded).as("macros that are not expanded").doesNotContain("$");
    return expanded;
  }
}
