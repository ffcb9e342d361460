package dev.gridpulse.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.Sensor;
import dev.gridpulse.model.SensorCodec;
import dev.gridpulse.model.Topics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Readings of sensors and their registry entries come at the same time. */
class RegistryWriterTest {
  private final RegistryWriter registry = new RegistryWriter();

  /** Without turns the registry holds b and wants a, while the readings hold a and want b. */
  @Test
  void takesTurnsWithThoseWhoRegisterTheSameSensorsInAnotherOrder() throws Exception {
    try (SinkDatabase database = SinkDatabase.create();
        Connection entries = database.source().getConnection();
        Connection readings = database.source().getConnection();
        var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      entries.setAutoCommit(false);
      readings.setAutoCommit(false);
      write(entries, "b");

      Future<Map<String, Integer>> registered =
          threads.submit(() -> new SensorIds().resolve(readings, List.of("b", "a")));
      await().atMost(Duration.ofSeconds(10)).until(() -> isAnyoneWaiting(database));
      write(entries, "a");
      entries.commit();

      assertThat(registered.get()).containsOnlyKeys("a", "b");
      readings.commit();
    }
  }

  private void write(Connection connection, String name) throws SQLException {
    byte[] entry = SensorCodec.encode(Sensor.named(name));
    registry.write(connection, List.of(SinkDatabase.record(Topics.SENSORS.name(), 0, name, entry)));
  }

  private static boolean isAnyoneWaiting(SinkDatabase database) throws SQLException {
    try (Connection connection = database.source().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT EXISTS (SELECT FROM pg_stat_activity
                               WHERE datname = current_database() AND wait_event_type = 'Lock')
                """)) {
      return row.next() && row.getBoolean(1);
    }
  }
}
