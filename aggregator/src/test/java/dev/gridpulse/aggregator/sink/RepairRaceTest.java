package dev.gridpulse.aggregator.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.aggregator.topology.AggregatorTopology;
import dev.gridpulse.model.AggregateCodec;
import dev.gridpulse.model.MalformedJson;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.Oracle;
import dev.gridpulse.testing.Seeds;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readings are appended, windows are written and quarter-hours are recomputed, all at the same time
 * and all the time for the same few quarter-hours. What is written is what the real topology emits,
 * with a bound so low that it closes and opens them again and again.
 */
class RepairRaceTest {
  private static final Logger LOG = LoggerFactory.getLogger(RepairRaceTest.class);
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
  private static final Instant WRITTEN = Instant.parse("2026-03-15T00:00:00Z");
  private static final List<String> SENSORS = List.of("a", "b", "c");
  private static final int MAX_READINGS = 150;

  /** How far the newest reading goes on with each record, on average. */
  private static final int SECONDS_PER_RECORD = 4;

  private final Random random = Seeds.random("RepairRaceTest");

  @Test
  void endsRightWhenRepairRacesWithTheSinkForTheSameQuarterHours() throws Exception {
    race(2_500, 1_000, 2_000);
  }

  @Test
  @Tag("long")
  void endsRightAfterTensOfThousandsOfRaces() throws Exception {
    race(60_000, 20_000, 40_000);
  }

  private void race(int records, int writes, int repairs) throws Exception {
    List<ReadingBatch> sent = stream(records);
    Logs logs = emitted(sent);
    AtomicInteger written = new AtomicInteger();
    AtomicInteger repaired = new AtomicInteger();
    AtomicBoolean writing = new AtomicBoolean(true);
    try (SinkDatabase database = SinkDatabase.create();
        var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<?>> repair = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        repair.add(threads.submit(() -> repair(database.repairer(), writing, repaired)));
      }
      Pace pace = new Pace(new Random(random.nextLong()));
      Play readings =
          new Play(
              database, new ReadingWriter(SinkDatabase.PARTITIONS), new Random(random.nextLong()));
      Play aggregates = new Play(database, new AggregateWriter(), new Random(random.nextLong()));
      try {
        Future<?> appending =
            threads.submit(() -> readings.all(logs.readings(), pace::readingsStored));
        written.set(aggregates.all(logs.aggregates(), pace::windowsStored));
        pace.end();
        appending.get();
      } finally {
        writing.set(false);
        pace.end();
      }
      for (Future<?> each : repair) {
        each.get();
      }
      int whileWriting = repaired.get();
      while (database.repairer().repairSome() > 0) {
        LOG.debug("Something was left to repair");
      }
      LOG.info("{} transactions wrote windows beside {} repairs", written, whileWriting);

      try (Connection connection = database.source().getConnection()) {
        Oracle.ofAllSent(connection, sent).assertNoDifferences();
      }
      assertThat(written.get()).isGreaterThan(writes);
      assertThat(whileWriting).isGreaterThan(repairs);
    }
  }

  /** Records as they lie in the topics, each topic in its order. */
  private record Logs(
      List<List<ConsumerRecord<byte[], byte[]>>> readings,
      List<List<ConsumerRecord<byte[], byte[]>>> aggregates) {}

  /** Lets the readings be before the windows that are made of them, and now and then behind. */
  private static final class Pace {
    private static final int FARTHEST_BEHIND = 10;
    private static final int FARTHEST_BEFORE = 200;

    private final Random random;

    /** Offset of the last reading of which a window is stored. */
    private long windowsUpTo = -1;

    private int lead = FARTHEST_BEFORE;

    Pace(Random random) {
      this.random = random;
    }

    synchronized void windowsStored(List<ConsumerRecord<byte[], byte[]>> records) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        try {
          windowsUpTo = Math.max(windowsUpTo, AggregateCodec.decode(record.value()).upTo());
        } catch (MalformedJson e) {
          throw new AssertionError(e);
        }
      }
      notifyAll();
    }

    /** Waits until more readings than these may be stored. */
    synchronized void readingsStored(List<ConsumerRecord<byte[], byte[]>> records)
        throws InterruptedException {
      if (random.nextInt(20) == 0) {
        lead = random.nextInt(-FARTHEST_BEHIND, FARTHEST_BEFORE);
      }
      while (!records.isEmpty() && records.getLast().offset() > windowsUpTo + lead) {
        wait();
      }
    }

    synchronized void end() {
      windowsUpTo = Integer.MAX_VALUE;
      notifyAll();
    }
  }

  /** Told of the records of each transaction once they are stored. */
  private interface Progress {
    void stored(List<ConsumerRecord<byte[], byte[]>> records) throws InterruptedException;
  }

  /**
   * Plays a sink that is disturbed now and then.
   *
   * @param writer what stores the records
   */
  private record Play(SinkDatabase database, BatchWriter writer, Random random) {

    /**
     * Stores the topics from beginning to end, a few records of each at a time.
     *
     * @return the number of transactions
     */
    int all(List<List<ConsumerRecord<byte[], byte[]>>> topics, Progress progress)
        throws SQLException, InterruptedException {
      int[] next = new int[topics.size()];
      int total = topics.stream().mapToInt(List::size).sum();
      int transactions = 0;
      for (int stored = 0; stored < total; stored = Arrays.stream(next).sum()) {
        List<ConsumerRecord<byte[], byte[]>> poll = new ArrayList<>();
        for (int i = 0; i < next.length; i++) {
          List<ConsumerRecord<byte[], byte[]>> topic = topics.get(i);
          int to = Math.min(topic.size(), next[i] + random.nextInt(6));
          poll.addAll(topic.subList(next[i], to));
          next[i] = to;
        }
        if (random.nextInt(20) == 0) {
          database.storeInVain(writer, poll);
        }
        database.store(writer, poll);
        transactions++;
        progress.stored(poll);
      }
      return transactions;
    }
  }

  /** Answers when all is written. */
  private static @Nullable Void repair(
      Repairer repairer, AtomicBoolean writing, AtomicInteger repaired) throws SQLException {
    while (writing.get()) {
      repaired.addAndGet(repairer.repairSome());
    }
    return null;
  }

  /** Live readings of a few sensors, some late, some again, some corrected. */
  private List<ReadingBatch> stream(int records) {
    List<ReadingBatch> stream = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      String sensor = SENSORS.get(random.nextInt(SENSORS.size()));
      if (i > 100 && random.nextInt(4) == 0) {
        stream.add(stream.get(i - 1 - random.nextInt(100)));
      } else {
        int size = random.nextInt(1, 6);
        long[] timestamps = new long[size];
        double[] values = new double[size];
        for (int j = 0; j < size; j++) {
          int late = random.nextInt(4) == 0 ? random.nextInt(1800) : random.nextInt(10);
          timestamps[j] = T0 + 1000L * (1800 + i * SECONDS_PER_RECORD - late);
          values[j] = Math.round(random.nextGaussian() * 1e5) / 1e3;
        }
        stream.add(ReadingBatch.of(sensor, timestamps, values, size));
      }
    }
    return stream;
  }

  /** What the topology makes of the stream. */
  private Logs emitted(List<ReadingBatch> stream) {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    config.put(StreamsConfig.STATE_DIR_CONFIG, System.getProperty("java.io.tmpdir"));
    List<ConsumerRecord<byte[], byte[]>> readings = new ArrayList<>();
    try (var driver =
        new TopologyTestDriver(
            AggregatorTopology.build(SinkDatabase.PARTITIONS, MAX_READINGS, 1), config, WRITTEN)) {
      var input =
          driver.createInputTopic(
              Topics.READINGS.name(), new ByteArraySerializer(), new ByteArraySerializer());
      for (ReadingBatch batch : stream) {
        byte[] value = ReadingEncoder.encode(batch);
        input.pipeInput(batch.sensor().getBytes(UTF_8), value, WRITTEN);
        readings.add(
            SinkDatabase.record(Topics.READINGS.name(), readings.size(), batch.sensor(), value));
        if (random.nextInt(10) == 0) {
          driver.advanceWallClockTime(Duration.ofSeconds(5));
        }
      }
      driver.advanceWallClockTime(Duration.ofSeconds(5));
      return new Logs(
          List.of(readings), Arrays.stream(Rung.values()).map(rung -> log(driver, rung)).toList());
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> log(TopologyTestDriver driver, Rung rung) {
    String topic = Topics.aggregates(rung).name();
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    driver
        .createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer())
        .readKeyValuesToList()
        .forEach(
            record -> log.add(SinkDatabase.record(topic, log.size(), record.key, record.value)));
    return log;
  }
}
