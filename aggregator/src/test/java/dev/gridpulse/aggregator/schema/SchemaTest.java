package dev.gridpulse.aggregator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gridpulse.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SchemaTest {
  @AutoClose private final TestDatabase database = TestDatabase.create();

  @Test
  void refusesADatabaseThatIsNewerThanTheProgram() throws Exception {
    Schema.migrate(source());
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO flyway_schema_history
          SELECT installed_rank + 1, '999', 'from the future', type, 'V999__future.sql', checksum,
                 installed_by, installed_on, execution_time, success
          FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1
          """);
    }

    assertThatExceptionOfType(FlywayException.class)
        .isThrownBy(() -> Schema.migrate(source()))
        .withMessageContaining("999");
  }

  @Test
  void isBroughtUpToDateOnceBySeveralAtOnce() throws Exception {
    try (ExecutorService roles = Executors.newFixedThreadPool(4)) {
      List<Future<?>> migrations = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        migrations.add(roles.submit(() -> Schema.migrate(source())));
      }
      for (Future<?> migration : migrations) {
        assertThat(migration.get()).isNull();
      }
    }

    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) = count(DISTINCT version) AND bool_and(success) FROM flyway_schema_history")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getBoolean(1)).isTrue();
    }
  }

  @Test
  void letsEachRoleDoWhatItNeedsAndNoMore() throws Exception {
    String sink = database.login("gridpulse_sink");
    String reader = database.login("gridpulse_reader");
    String exporter = database.login("gridpulse_exporter");
    Schema.migrate(source());

    String sensor = "INSERT INTO sensor (name) VALUES ('a')";
    String reading = "INSERT INTO reading_log VALUES (1, now(), 1, nextval('reading_batch'))";
    String window = "INSERT INTO aggregate_5s VALUES (1, 'epoch', 1, 1, 1, 1, 1, 1)";
    assertThat(refusal(sink, sensor)).isEmpty();
    assertThat(refusal(sink, reading)).isEmpty();
    assertThat(refusal(sink, window)).isEmpty();
    assertThat(refusal(sink, "UPDATE aggregate_5s SET count = 2")).isEmpty();
    assertThat(refusal(sink, "DELETE FROM aggregate_5s")).isEmpty();
    for (String user : List.of(reader, exporter)) {
      for (String sql : List.of(sensor, reading, window, "DELETE FROM quarter")) {
        assertThat(refusal(user, sql)).as(user).contains("permission denied");
      }
    }
    for (String user : List.of(sink, reader)) {
      assertThat(refusal(user, "SELECT FROM reading, sensor, aggregate_15m, audit")).isEmpty();
    }
    assertThat(refusal(exporter, "SELECT FROM sensor, aggregate_1m, aggregate_15m, partner_day"))
        .isEmpty();
    for (String table : List.of("reading", "reading_log", "aggregate_5s", "quarter", "audit")) {
      assertThat(refusal(exporter, "SELECT FROM " + table)).contains("permission denied");
    }
    for (String user : List.of(sink, reader, exporter)) {
      for (String sql :
          List.of(
              "DELETE FROM reading_log",
              "TRUNCATE aggregate_1m",
              "DROP TABLE audit",
              "CREATE TABLE mine ()",
              "UPDATE flyway_schema_history SET checksum = 0")) {
        assertThat(refusal(user, sql)).as(user).containsAnyOf("permission denied", "must be owner");
      }
    }
  }

  @Test
  void tellsWhoMayNotMakeTablesThatTheyAreMissingAndIsContentOnceTheyAreThere() throws Exception {
    String sink = database.login("gridpulse_sink");
    DataSource asSink = Schema.source(database.url(), sink, TestDatabase.LOGIN_PASSWORD);

    assertThatExceptionOfType(FlywayException.class)
        .isThrownBy(() -> Schema.ensure(asSink, StorageSettings.DEFAULT))
        .withMessageContaining("gridpulse migrate");

    Schema.ensure(source(), StorageSettings.DEFAULT);
    assertThatCode(() -> Schema.ensure(asSink, StorageSettings.DEFAULT)).doesNotThrowAnyException();
  }

  /** As where somebody else's work, begun before, ends after ours. */
  @Test
  void runsAMigrationThatComesLaterThanOneWithAHigherNumber() throws Exception {
    Schema.migrate(source());
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE audit");
      statement.execute("DELETE FROM flyway_schema_history WHERE version = '4'");
    }

    Schema.migrate(source());

    assertThat(refusal(database.user(), database.password(), "SELECT FROM audit")).isEmpty();
  }

  private String refusal(String user, String sql) {
    return refusal(user, TestDatabase.LOGIN_PASSWORD, sql);
  }

  /** What the database says against it; empty when nothing. */
  private String refusal(String user, String password, String sql) {
    try (Connection connection = DriverManager.getConnection(database.url(), user, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return "";
    } catch (SQLException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private DataSource source() {
    return Schema.source(database.url(), database.user(), database.password());
  }
}
