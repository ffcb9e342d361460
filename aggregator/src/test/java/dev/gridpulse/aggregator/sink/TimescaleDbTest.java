package dev.gridpulse.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gridpulse.aggregator.schema.Schema;
import dev.gridpulse.aggregator.schema.StorageSettings;
import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.AggregateBatch;
import dev.gridpulse.model.AggregateCodec;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.Oracle;
import dev.gridpulse.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What only TimescaleDB does: chunks that are compressed and dropped under what is stored. */
class TimescaleDbTest {
  private static final Logger LOG = LoggerFactory.getLogger(TimescaleDbTest.class);

  /** Start of a quarter-hour, long over. */
  private static final long T0 = Instant.parse("2021-05-03T10:00:00Z").toEpochMilli();

  private static final int SECONDS = 15 * 60;

  private final Map<String, Long> next = new HashMap<>();
  private final ReadingWriter readingWriter = new ReadingWriter(SinkDatabase.PARTITIONS);
  private final AggregateWriter aggregateWriter = new AggregateWriter();
  private SinkDatabase database;

  @BeforeEach
  void create() throws SQLException {
    try (TestDatabase probe = TestDatabase.create()) {
      assumeTrue(probe.hasTimescaleDb(), "there is no TimescaleDB");
    }
    database = SinkDatabase.create();
    // The jobs run when the tests say so.
    var _ = text("SELECT _timescaledb_functions.stop_background_workers()");
  }

  @AfterEach
  void drop() {
    if (database != null) {
      database.close();
    }
  }

  /** As replay sends them: up to 500 readings of a sensor in a record. */
  @Test
  void keepsFourMillionReadingsInSevenBytesEachAndShowsNoneTwiceAfterARepeatedLoad()
      throws Exception {
    int sensors = 500;
    int perSensor = 8_000;
    long begin = System.nanoTime();
    load(sensors, perSensor);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(number("SELECT count(*) FROM timescaledb_information.chunks WHERE is_compressed"))
        .as("they were compressed as they came")
        .isPositive();

    runPolicies();
    double bytes = number("SELECT hypertable_size('reading_log')") / (double) (sensors * perSensor);
    LOG.info(
        "{} readings were stored within {} and take {} bytes each",
        sensors * perSensor,
        took,
        bytes);
    assertThat(bytes).as("in batches of 1,000 rows it would be 7.7").isLessThanOrEqualTo(7);

    load(sensors, perSensor);
    runPolicies();
    assertThat(number("SELECT count(*) FROM reading_log")).isEqualTo(2L * sensors * perSensor);
    assertThat(number("SELECT count(*) FROM reading")).isEqualTo(1L * sensors * perSensor);
    assertThat(number("SELECT count(DISTINCT (sensor_id, ts)) FROM reading"))
        .isEqualTo(1L * sensors * perSensor);
  }

  private void load(int sensors, int perSensor) throws SQLException {
    Random random = new Random(7);
    double[] level = random.doubles(sensors, 100, 3_000).toArray();
    for (int from = 0; from < perSensor; from += 500) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (int sensor = 0; sensor < sensors; sensor++) {
        long[] timestamps = new long[500];
        double[] values = new double[500];
        for (int i = 0; i < 500; i++) {
          level[sensor] += random.nextGaussian() * (random.nextInt(100) == 0 ? 200 : 1);
          timestamps[i] = T0 + (from + i) * 1_000L;
          values[i] = Math.round(level[sensor] * 10) / 10.0;
        }
        records.add(
            record(
                Topics.READINGS.name(),
                "sensor_%05d".formatted(sensor),
                ReadingEncoder.encode(
                    ReadingBatch.of("sensor_%05d".formatted(sensor), timestamps, values, 500))));
      }
      database.store(readingWriter, records);
    }
  }

  @Test
  void takesLateReadingsIntoChunksThatAreCompressed() throws Exception {
    ReadingBatch day = readings("late", 0, SECONDS, 1);
    storeAll(day, 0);
    runPolicies();
    assertThat(chunks("is_compressed")).as("compressed chunks of each table").isEqualTo(4);

    // One that is new, and one that corrects.
    ReadingBatch late = readings("late", SECONDS - 1, SECONDS + 1, 2);
    storeAll(late, 1);
    assertThat(number("SELECT count(*) FROM quarter WHERE dirty")).isEqualTo(1);
    repairAll();

    assertNoDifferences(List.of(day, late));
    runPolicies();
    assertNoDifferences(List.of(day, late));
  }

  @Test
  void dropsWhatIsKeptForLessTimeAndNeverWindowsWhoseReadingsAreKept() throws Exception {
    storeAll(readings("kept", 0, SECONDS, 1), 0);
    runPolicies();

    apply(keep(null, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1)));
    runPolicies();
    assertThat(chunks("true")).as("as long as the readings are kept").isEqualTo(4);

    apply(keep(Duration.ofMillis(1), Duration.ofMillis(1), null, null));
    runPolicies();
    assertThat(number("SELECT count(*) FROM reading")).isZero();
    assertThat(number("SELECT count(*) FROM aggregate_5s")).isZero();
    assertThat(number("SELECT sum(count) FROM aggregate_1m")).isEqualTo(SECONDS);
    assertThat(number("SELECT sum(count) FROM aggregate_15m")).isEqualTo(SECONDS);
    assertThat(number("SELECT count(*) FROM quarter")).isEqualTo(1);

    apply(keep(null, null, Duration.ofMillis(1), Duration.ofMillis(1)));
    runPolicies();
    assertThat(number("SELECT count(*) FROM aggregate_1m")).isZero();
    assertThat(number("SELECT count(*) FROM quarter")).as("nothing is left to be locked").isZero();
  }

  @Test
  void keepsWindowsWhoseReadingsAreGoneWhenALateOneComes() throws Exception {
    storeAll(readings("gone", 0, SECONDS, 1), 0);
    apply(keep(Duration.ofMillis(1), Duration.ofMillis(1), null, null));
    runPolicies();
    assertThat(number("SELECT count(*) FROM reading")).isZero();

    storeAll(readings("gone", 10, 11, 7), 1);
    assertThat(number("SELECT count(*) FROM quarter WHERE dirty")).isEqualTo(1);
    repairAll();

    assertThat(number("SELECT count(*) FROM reading")).isEqualTo(1);
    assertThat(number("SELECT sum(count) FROM aggregate_5s")).as("dropped before").isEqualTo(1);
    assertThat(number("SELECT sum(count) FROM aggregate_1m")).isEqualTo(SECONDS);
    assertThat(number("SELECT sum(count) FROM aggregate_15m")).isEqualTo(SECONDS);
    assertThat(number("SELECT count(*) FROM quarter WHERE dirty")).isZero();
  }

  @Test
  void changesItsJobsWithTheSettingsAndLeavesThemAloneOtherwise() throws Exception {
    String jobs =
        "SELECT string_agg(job_id || ' ' || config, ',' ORDER BY job_id) FROM timescaledb_information.jobs WHERE job_id >= 1000";
    String before = text(jobs);
    apply(StorageSettings.DEFAULT);
    assertThat(text(jobs)).isEqualTo(before);

    apply(new StorageSettings(Duration.ofDays(1), Duration.ofHours(2), null, null, null, null));
    assertThat(
            text(
                "SELECT config FROM timescaledb_information.jobs WHERE proc_name = 'gridpulse_retention'"))
        .isEqualTo("{}");
    assertThat(
            number(
                """
                SELECT count(*) FROM timescaledb_information.jobs
                WHERE (config ->> 'compress_after')::interval = interval '2 hours'
                """))
        .isEqualTo(4);
    assertThat(
            text(
                """
                SELECT string_agg(hypertable_name || ' ' || time_interval, ', ' ORDER BY hypertable_name)
                FROM timescaledb_information.dimensions WHERE time_interval < '30 days'
                """))
        .isEqualTo("aggregate_5s 1 day, reading_log 1 day");

    apply(new StorageSettings(Duration.ofDays(1), null, null, null, null, null));
    assertThat(
            number(
                "SELECT count(*) FROM timescaledb_information.jobs WHERE config ? 'compress_after'"))
        .isZero();
  }

  private static StorageSettings keep(
      @Nullable Duration readings,
      @Nullable Duration fiveSeconds,
      @Nullable Duration minute,
      @Nullable Duration quarterHour) {
    return new StorageSettings(
        Duration.ofDays(7), Duration.ofDays(1), readings, fiveSeconds, minute, quarterHour);
  }

  private void apply(StorageSettings settings) {
    Schema.migrate(database.source(), settings);
  }

  /** As the scheduler does it when their time has come. */
  private void runPolicies() throws SQLException {
    List<Integer> jobs = new ArrayList<>();
    try (Connection connection = database.source().getConnection();
        Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT job_id FROM timescaledb_information.jobs WHERE job_id >= 1000 ORDER BY 1")) {
        while (rows.next()) {
          jobs.add(rows.getInt(1));
        }
      }
      for (int job : jobs) {
        statement.execute("CALL run_job(" + job + ")");
      }
    }
  }

  private void repairAll() throws SQLException {
    Repairer repairer = database.repairer();
    while (repairer.repairSome() > 0) {
      // as the sink does it
    }
  }

  private long chunks(String condition) throws SQLException {
    return number("SELECT count(*) FROM timescaledb_information.chunks WHERE " + condition);
  }

  private long number(String sql) throws SQLException {
    return Long.parseLong(text(sql));
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = database.source().getConnection();
        Statement select = connection.createStatement();
        ResultSet row = select.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  /** At 1 s from second {@code from} of the quarter-hour to before {@code to}. */
  private static ReadingBatch readings(String sensor, int from, int to, double value) {
    long[] timestamps = new long[to - from];
    double[] values = new double[to - from];
    for (int i = from; i < to; i++) {
      timestamps[i - from] = T0 + i * 1_000L;
      values[i - from] = value + i % 7;
    }
    return ReadingBatch.of(sensor, timestamps, values, to - from);
  }

  /** The readings, and the windows of the accumulation that they alone are. */
  private void storeAll(ReadingBatch batch, long offset) throws SQLException {
    database.store(
        readingWriter,
        List.of(record(Topics.READINGS.name(), batch.sensor(), ReadingEncoder.encode(batch))));
    List<ConsumerRecord<byte[], byte[]>> windows = new ArrayList<>();
    for (Rung rung : Rung.values()) {
      Map<Long, List<Aggregate>> byQuarter = new HashMap<>();
      for (int from = 0, to = 0; from < batch.size(); from = to) {
        long start = rung.windowStart(batch.timestamp(from));
        while (to < batch.size() && batch.timestamp(to) < start + rung.millis()) {
          to++;
        }
        byQuarter
            .computeIfAbsent(Rung.QUARTER_HOUR.windowStart(start), _ -> new ArrayList<>())
            .add(window(batch, start, from, to));
      }
      byQuarter.forEach(
          (quarter, aggregates) ->
              windows.add(
                  record(
                      Topics.aggregates(rung).name(),
                      batch.sensor(),
                      AggregateCodec.encode(
                          new AggregateBatch(
                              batch.sensor(),
                              rung,
                              quarter,
                              0,
                              SinkDatabase.GENERATION,
                              offset,
                              offset,
                              aggregates)))));
    }
    database.store(aggregateWriter, windows);
  }

  private static Aggregate window(ReadingBatch batch, long start, int from, int to) {
    long[] timestamps = new long[to - from];
    double[] values = new double[to - from];
    for (int i = from; i < to; i++) {
      timestamps[i - from] = batch.timestamp(i);
      values[i - from] = batch.value(i);
    }
    return Aggregate.of(start, timestamps, values, 0, to - from);
  }

  private ConsumerRecord<byte[], byte[]> record(String topic, String sensor, byte[] value) {
    return SinkDatabase.record(topic, next.merge(topic, 1L, Long::sum) - 1, sensor, value);
  }

  private void assertNoDifferences(List<ReadingBatch> sent) throws SQLException {
    try (Connection connection = database.source().getConnection()) {
      Oracle.ofSent(connection, sent).assertNoDifferences();
    }
  }
}
