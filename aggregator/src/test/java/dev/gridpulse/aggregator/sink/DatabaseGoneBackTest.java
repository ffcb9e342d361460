package dev.gridpulse.aggregator.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.AggregateBatch;
import dev.gridpulse.model.AggregateCodec;
import dev.gridpulse.model.ProducerSettings;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.TestDatabase;
import dev.gridpulse.testing.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A crash of the database takes back what was committed last. Ids of sensors may be among it, and
 * who registers the sensors again gives them other ones: a sink must not go on with those it knows.
 */
class DatabaseGoneBackTest {
  private static final long T0 = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Of the last of six partitions. */
  private static final int PARTITION = 5;

  private TestKafka kafka;
  private TestDatabase database;
  private HikariDataSource source;
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeEach
  void start() {
    kafka = TestKafka.start();
    kafka.create(Topics.all());
    database = TestDatabase.create();
    source = SinkDatabase.migrated(database);
    producer =
        new KafkaProducer<>(
            ProducerSettings.of(settings(), "test"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    producer.close(Duration.ZERO);
    source.close();
    database.close();
    kafka.close();
  }

  /** What is sent afterwards is of a topic whose own offsets have not gone back. */
  @Test
  void sinkLearnsIdsAnew() throws Exception {
    try (Sink _ = sink("first")) {
      storeBeforeTheCrash();

      takeBack();

      storeAfterTheCrash();
    }
  }

  /** The sink that knows the ids has other partitions when it happens. */
  @Test
  void sinkThatGetsThePartitionBackLearnsIdsAnew() throws Exception {
    try (Sink _ = sink("first")) {
      storeBeforeTheCrash();

      // Of two, the one whose name comes last has the last partitions.
      try (Sink _ = sink("second")) {
        send(Rung.QUARTER_HOUR);
        awaitStored(Rung.QUARTER_HOUR);
        takeBack();
        awaitStored(Rung.FIVE_SECONDS);
      }

      storeAfterTheCrash();
    }
  }

  private void storeBeforeTheCrash() throws Exception {
    send(Rung.FIVE_SECONDS);
    awaitStored(Rung.FIVE_SECONDS);
  }

  /** As if the windows of 5 s were lost, and somebody else had registered the sensors again. */
  private void takeBack() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          """
          DELETE FROM quarter;
          DELETE FROM aggregate_5s;
          UPDATE sink_offset SET next_offset = 0 WHERE topic = 'gridpulse.aggregates.5s';
          UPDATE sensor SET name = 'neither' WHERE name = 'a';
          UPDATE sensor SET name = 'a' WHERE name = 'b';
          UPDATE sensor SET name = 'b' WHERE name = 'neither';
          """);
      connection.commit();
    }
  }

  private void storeAfterTheCrash() throws Exception {
    send(Rung.ONE_MINUTE);
    awaitStored(Rung.ONE_MINUTE);
    awaitStored(Rung.FIVE_SECONDS);
  }

  private Map<String, Object> settings() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  private Sink sink(String instanceId) throws SQLException {
    return Sink.start(
        settings(), instanceId, source, Topics.READINGS.partitions(), new SimpleMeterRegistry());
  }

  /** A window of sensor a with the value 1, and one of sensor b with the value 2. */
  private void send(Rung rung) throws Exception {
    for (String sensor : List.of("a", "b")) {
      double value = sensor.equals("a") ? 1 : 2;
      Aggregate window = Aggregate.of(T0, new long[] {T0}, new double[] {value}, 0, 1);
      byte[] batch =
          AggregateCodec.encode(
              new AggregateBatch(sensor, rung, T0, PARTITION, 1, 0, 0, List.of(window)));
      producer
          .send(
              new ProducerRecord<>(
                  Topics.aggregates(rung).name(), PARTITION, sensor.getBytes(UTF_8), batch))
          .get();
    }
  }

  private void awaitStored(Rung rung) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(stored(rung)).containsExactly("a 1.0", "b 2.0"));
  }

  private List<String> stored(Rung rung) throws SQLException {
    List<String> stored = new ArrayList<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT coalesce(s.name, 'nobody'), w.mean
                FROM %s w LEFT JOIN sensor s ON s.id = w.sensor_id
                ORDER BY 1, 2
                """
                    .formatted(rung.table()))) {
      while (rows.next()) {
        stored.add(rows.getString(1) + " " + rows.getDouble(2));
      }
    }
    return stored;
  }
}
