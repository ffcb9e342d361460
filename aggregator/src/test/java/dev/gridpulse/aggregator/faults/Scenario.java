package dev.gridpulse.aggregator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topic;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.Ledger;
import dev.gridpulse.testing.Oracle;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.IsolationLevel;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One test: sensors of its own, a ledger of what was sent of them, and what must hold at the end.
 */
final class Scenario implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Servers servers;
  private final String name;
  private final List<String> sensors;
  private final Ledger ledger;
  private final long rejectsBefore;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /**
   * @param name begins the name of each sensor
   */
  Scenario(Servers servers, String name, int sensors, Map<String, ?> producer) {
    this.servers = servers;
    this.name = name;
    this.sensors = IntStream.range(0, sensors).mapToObj(i -> name + "_" + i).toList();
    this.ledger = Ledger.open(servers.kafka().bootstrapServers(), producer);
    this.rejectsBefore = sum(ends(Topics.REJECTS));
    parts.push(ledger);
  }

  List<String> sensors() {
    return sensors;
  }

  Ledger ledger() {
    return ledger;
  }

  /** An instance that does not run yet, and whose process ends with this scenario. */
  Instance instance(Path folder) {
    Instance instance = new Instance(servers, name + "-" + folder.getFileName(), folder);
    parts.push(instance);
    return instance;
  }

  /** Sends all the time: 50 records a second of 50 readings each, in order. */
  Load orderlyLoad(Random random) {
    return load(new OrderlySeries(sensors, 50, random), 50);
  }

  Load load(Supplier<ReadingBatch> series, int recordsPerSecond) {
    Load load = Load.start(ledger, series, recordsPerSecond);
    parts.push(load);
    return load;
  }

  /**
   * Waits until every reading that was written is stored, and every aggregate is what the oracle
   * says. Then nothing may be stored twice and nothing may have been rejected.
   */
  void assertAllStoredOnce() throws SQLException {
    List<ReadingBatch> written = ledger.written();
    try {
      await("stored readings").atMost(PATIENCE).until(() -> lag() == 0);
      awaitNoDifferences(written);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "All stands still:\n%s\n%s".formatted(e.getMessage(), new Situation(servers)), e);
    }
    assertThat(storedRows()).as("rows of reading_log").isEqualTo(Ledger.readings(written));
    assertThat(rejects()).as("rejects").isZero();
  }

  private void awaitNoDifferences(List<ReadingBatch> written) throws SQLException {
    try (Connection connection = servers.database().connect()) {
      Oracle oracle = Oracle.ofSent(connection, written);
      await("no differences")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(oracle::assertNoDifferences);
    }
  }

  /** How many rows of the log of readings these sensors have. */
  long storedRows() throws SQLException {
    return count(
        """
        SELECT count(*) FROM reading_log r JOIN sensor s ON s.id = r.sensor_id
        WHERE s.name = ANY (?)
        """);
  }

  /** How many quarter-hours of these sensors had to be recomputed from readings. */
  long repairs() throws SQLException {
    return count(
        """
        SELECT count(*) FROM quarter q JOIN sensor s ON s.id = q.sensor_id
        WHERE s.name = ANY (?) AND (q.repaired IS NOT NULL OR q.dirty)
        """);
  }

  private long count(String sql) throws SQLException {
    try (Connection connection = servers.database().connect();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("text", sensors.toArray()));
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** How many records of readings are not stored. */
  long lag() throws SQLException {
    return sum(ends(Topics.READINGS)) - sum(stored());
  }

  /** Where readings and aggregates end now: what was written up to here is to be stored. */
  Progress written() {
    return new Progress(
        ends(Topics.READINGS),
        Stream.of(Rung.values())
            .collect(Collectors.toMap(rung -> rung, rung -> ends(Topics.aggregates(rung)))));
  }

  /** Ends of the partitions of readings, and of those of aggregates. */
  record Progress(Map<Integer, Long> readings, Map<Rung, Map<Integer, Long>> aggregates) {}

  /** Whether all these readings are stored, and all transactions of these aggregates have ended. */
  boolean isPassed(Progress written) throws SQLException {
    return isUpTo(written.readings(), stored())
        && written.aggregates().entrySet().stream()
            .allMatch(
                ends ->
                    isUpTo(
                        ends.getValue(),
                        ends(Topics.aggregates(ends.getKey()), IsolationLevel.READ_COMMITTED)));
  }

  private static boolean isUpTo(Map<Integer, Long> ends, Map<Integer, Long> reached) {
    return ends.entrySet().stream()
        .allMatch(end -> reached.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private Map<Integer, Long> stored() throws SQLException {
    try (Connection connection = servers.database().connect();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT partition, next_offset FROM sink_offset WHERE topic = ?")) {
      select.setString(1, Topics.READINGS.name());
      Map<Integer, Long> stored = new HashMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          stored.put(rows.getInt(1), rows.getLong(2));
        }
      }
      return stored;
    }
  }

  /** How many rejects there are more than when this began. */
  long rejects() {
    return sum(ends(Topics.REJECTS)) - rejectsBefore;
  }

  private Map<Integer, Long> ends(Topic topic) {
    return ends(topic, IsolationLevel.READ_UNCOMMITTED);
  }

  private Map<Integer, Long> ends(Topic topic, IsolationLevel isolation) {
    return servers.ends(topic, isolation).entrySet().stream()
        .collect(Collectors.toMap(end -> end.getKey().partition(), Map.Entry::getValue));
  }

  private static long sum(Map<Integer, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Ends the load, then the instances, then the ledger. */
  @Override
  public void close() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
