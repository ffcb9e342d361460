package dev.gridpulse.partner;

import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.model.Topic;
import dev.gridpulse.model.Topics;
import dev.gridpulse.partner.export.ExportJob;
import dev.gridpulse.partner.export.ExportListener;
import dev.gridpulse.simulator.ExportVerifier;
import dev.gridpulse.testing.CommittedRecords;
import dev.gridpulse.testing.PartnerSchemas;
import dev.gridpulse.testing.TestDatabase;
import dev.gridpulse.testing.TestKafka;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A broker and a database with our topics and tables, and what a partner can see of them. */
public final class Installation implements AutoCloseable {
  private final TestKafka kafka = TestKafka.start();
  private final TestDatabase database = TestDatabase.create();

  public Installation() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.user());
    source.setPassword(database.password());
    Schema.migrate(source);
  }

  public TestKafka kafka() {
    return kafka;
  }

  public TestDatabase database() {
    return database;
  }

  /** Exports at midnight sharp. */
  public PartnerSettings settings() {
    return PartnerSettings.of(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            database.url(),
            database.user(),
            database.password())
        .at(LocalTime.MIDNIGHT);
  }

  public ExportJob job(Clock clock) {
    return new ExportJob(settings(), clock, ExportListener.NONE);
  }

  public ExportJob jobAt(String now) {
    return job(Clock.fixed(Instant.parse(now), ZoneOffset.UTC));
  }

  /** Registers a sensor. */
  public void sensor(
      String name, @Nullable String zone, @Nullable String unit, String kind, boolean consent) {
    sql(
        "INSERT INTO sensor (name, time_zone, unit, kind, sampling_interval, partner_consent) VALUES ('%s', %s, %s, '%s', '1 min', %s)"
            .formatted(name, quoted(zone), quoted(unit), kind, consent));
  }

  private static String quoted(@Nullable String text) {
    return text == null ? "NULL" : "'" + text + "'";
  }

  /**
   * Adds readings and their windows, with gaps, in [start, end).
   *
   * @param step between readings, such as {@code 30 s}
   */
  public void readings(String sensor, String start, String end, String step) {
    sql(
        """
        INSERT INTO reading_log
        SELECT s.id, ts, round((random() * 3000)::numeric, 1), nextval('reading_batch')
        FROM sensor s, generate_series('%s'::timestamptz, '%s'::timestamptz - interval '1 ms', interval '%s') ts
        WHERE name = '%s' AND random() < 0.9
          AND extract(epoch FROM date_bin('2 h', ts, timestamptz 'epoch'))::bigint / 7200 %% 13 <> 0
        """
            .formatted(start, end, step, sensor));
    aggregate(sensor);
  }

  /** The windows of a sensor, in place of those that were there, as the sink would have them. */
  public void aggregate(String sensor) {
    String which = "sensor_id = (SELECT id FROM sensor WHERE name = '%s')".formatted(sensor);
    for (String[] rung : new String[][] {{"1m", "1 min"}, {"15m", "15 min"}}) {
      sql(
          "DELETE FROM aggregate_%s WHERE %s".formatted(rung[0], which),
          """
          INSERT INTO aggregate_%s
          SELECT sensor_id, date_bin('%s', ts, timestamptz 'epoch'), count(*),
                 sum(value ORDER BY ts) / count(*),
                 percentile_cont(0.5) WITHIN GROUP (ORDER BY value), min(value), max(value),
                 sum(hashfloat8extended(value, extract(epoch FROM ts)::bigint) >> 32)
          FROM reading WHERE %s GROUP BY 1, 2
          """
              .formatted(rung[0], rung[1], which));
    }
  }

  public void sql(String... statements) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of the first row. */
  public String query(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All exports that a reader of committed records sees, in their order. */
  public List<ExportVerifier.Export> exports() {
    ExportVerifier verifier = new ExportVerifier();
    List<ExportVerifier.Export> exports = new ArrayList<>();
    CommittedRecords.forEach(
        kafka.bootstrapServers(),
        Topics.PARTNER_EXPORT,
        record -> verifier.take(record).ifPresent(exports::add));
    return exports;
  }

  /** All committed records of a topic of one partition. */
  public List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
    return CommittedRecords.of(kafka.bootstrapServers(), topic);
  }

  /** Not without a look at each message that went between us and the partner. */
  @Override
  public void close() {
    try {
      var _ = PartnerSchemas.assertAll(kafka.bootstrapServers());
    } finally {
      database.close();
      kafka.close();
    }
  }
}
