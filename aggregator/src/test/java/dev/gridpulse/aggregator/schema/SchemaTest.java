package dev.gridpulse.aggregator.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gridpulse.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

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

  private PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.user());
    source.setPassword(database.password());
    return source;
  }
}
