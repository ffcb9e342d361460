package dev.gridpulse.aggregator.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.AggregateBatch;
import dev.gridpulse.model.AggregateCodec;
import dev.gridpulse.model.MalformedJson;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.LongStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The driver's one partition makes every sensor at home. */
class AggregatorTopologyTest {
  /** Start of a quarter-hour. */
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();

  private static final Instant APPEND_TIME = Instant.parse("2026-03-02T00:00:00Z");
  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long QUARTER = 15 * MINUTE;

  private final List<String> heard = new ArrayList<>();

  private @Nullable TopologyTestDriver driver;

  @AfterEach
  void close() {
    if (driver != null) {
      driver.close();
    }
  }

  /**
   * A changed name of the store or of a node means that a new version does not find the state of
   * the old one: changelog topics and repartitioning are named by them. Change this text only
   * together with a way to carry the state over.
   */
  @Test
  void keepsTheTopologyThatStoredStateBelongsTo() {
    assertThat(AggregatorTopology.build(6, 1000, 1).describe())
        .hasToString(
            """
            Topologies:
               Sub-topology: 0
                Source: readings (topics: [gridpulse.readings])
                  --> quarter-hours
                Processor: quarter-hours (stores: [minute-segments])
                  --> aggregates-15m, aggregates-1m, aggregates-5s, misrouted-readings, rejects
                  <-- readings
                Sink: aggregates-15m (topic: gridpulse.aggregates.15m)
                  <-- quarter-hours
                Sink: aggregates-1m (topic: gridpulse.aggregates.1m)
                  <-- quarter-hours
                Sink: aggregates-5s (topic: gridpulse.aggregates.5s)
                  <-- quarter-hours
                Sink: misrouted-readings (topic: gridpulse.readings)
                  <-- quarter-hours
                Sink: rejects (topic: gridpulse.rejects)
                  <-- quarter-hours

            """);
  }

  @Test
  void emitsAWindowAsSoonAsAReadingPassesItsEnd() {
    start(1000);

    send("a", at(0, 1.0), at(2 * SECOND, 3.0), at(5 * SECOND, 7.0));

    assertThat(windows(Rung.FIVE_SECONDS))
        .singleElement()
        .satisfies(
            window -> {
              assertThat(window.start()).isEqualTo(T0);
              assertThat(window.count()).isEqualTo(2);
              assertThat(window.mean()).isEqualTo(2.0);
              assertThat(window.median()).isEqualTo(2.0);
              assertThat(window.min()).isEqualTo(1.0);
              assertThat(window.max()).isEqualTo(3.0);
            });
    assertThat(windows(Rung.ONE_MINUTE)).isEmpty();
  }

  @Test
  void emitsTheLastWindowsOfAQuarterHourWhenTheNextOneBegins() {
    start(1000);

    send("a", at(QUARTER - SECOND, 1.0));
    assertThat(windows(Rung.QUARTER_HOUR)).isEmpty();
    send("a", at(QUARTER, 2.0));

    assertThat(windows(Rung.FIVE_SECONDS))
        .extracting(Aggregate::start)
        .containsExactly(T0 + QUARTER - 5 * SECOND);
    assertThat(windows(Rung.ONE_MINUTE))
        .extracting(Aggregate::start)
        .containsExactly(T0 + QUARTER - MINUTE);
    assertThat(windows(Rung.QUARTER_HOUR)).extracting(Aggregate::start).containsExactly(T0);
  }

  @Test
  void emitsRunningWindowsOnceItIsQuietForASecond() {
    start(1000);
    for (int i = 0; i < 6; i++) {
      send("a", at(i, i));
      pass(Duration.ofMillis(750));
    }
    assertThat(windows(Rung.FIVE_SECONDS)).as("every 750 ms a reading").isEmpty();

    pass(Duration.ofMillis(250));
    assertThat(windows(Rung.FIVE_SECONDS)).extracting(Aggregate::count).containsExactly(6);
    assertThat(windows(Rung.QUARTER_HOUR)).extracting(Aggregate::count).containsExactly(6);

    pass(Duration.ofSeconds(2));
    assertThat(windows(Rung.FIVE_SECONDS)).as("nothing has changed").isEmpty();

    send("a", at(6, 6));
    pass(Duration.ofSeconds(1));
    assertThat(windows(Rung.FIVE_SECONDS)).as("quiet again").hasSize(1);
  }

  @Test
  void emitsRunningWindowsAtTheTickThoughItIsNeverQuiet() {
    start(1000);
    for (int i = 0; i < 10; i++) {
      send("a", at(i, i));
      pass(Duration.ofMillis(500));
    }
    assertThat(windows(Rung.FIVE_SECONDS)).extracting(Aggregate::count).containsExactly(10);
  }

  @Test
  void emitsRunningWindowsAtTheTickAndOnlyWhenTheyChanged() {
    start(1000);
    send("a", at(0, 1.0));

    tick();
    assertThat(windows(Rung.FIVE_SECONDS)).extracting(Aggregate::count).containsExactly(1);
    assertThat(windows(Rung.ONE_MINUTE)).hasSize(1);
    assertThat(windows(Rung.QUARTER_HOUR)).hasSize(1);

    tick();
    assertThat(windows(Rung.FIVE_SECONDS)).isEmpty();

    send("a", at(0, 1.0));
    tick();
    assertThat(windows(Rung.FIVE_SECONDS)).as("the same reading again").isEmpty();
  }

  @Test
  void putsAStragglerIntoItsWindowAtTheTick() {
    start(1000);
    send("a", at(0, 1.0), at(30 * SECOND, 1.0));
    windows(Rung.FIVE_SECONDS);

    send("a", at(3 * SECOND, 5.0));
    assertThat(windows(Rung.FIVE_SECONDS)).isEmpty();
    tick();

    assertThat(windows(Rung.FIVE_SECONDS))
        .filteredOn(window -> window.start() == T0)
        .singleElement()
        .satisfies(window -> assertThat(window.mean()).isEqualTo(3.0));
  }

  @Test
  void replacesAReadingOfTheSameTimeEvenWithinARecord() {
    start(1000);

    send("a", at(0, 1.0), at(0, 2.0));
    send("a", at(0, 9.0));
    tick();

    assertThat(windows(Rung.FIVE_SECONDS))
        .singleElement()
        .satisfies(
            window -> {
              assertThat(window.count()).isEqualTo(1);
              assertThat(window.max()).isEqualTo(9.0);
            });
  }

  @Test
  void dropsNothingOfHistoryThatComesBehindLiveData() {
    start(10_000);
    long dayBefore = -24 * 60 * MINUTE;

    send("a", at(0, 1.0));
    send("a", at(dayBefore, 5.0), at(dayBefore + 5 * SECOND, 6.0));
    send("a", at(SECOND, 2.0));
    tick();

    assertThat(windows(Rung.FIVE_SECONDS))
        .extracting(Aggregate::start, Aggregate::count)
        .contains(
            org.assertj.core.groups.Tuple.tuple(T0 + dayBefore, 1),
            org.assertj.core.groups.Tuple.tuple(T0 + dayBefore + 5 * SECOND, 1),
            org.assertj.core.groups.Tuple.tuple(T0, 2));
  }

  @Test
  void closesWhatWasTouchedLongestAgoAndNamesWhatOpensItAnew() {
    start(2 * (1 + OpenQuarter.MINUTE_WEIGHT));

    send("a", at(0, 1.0));
    send("b", at(0, 2.0));
    assertThat(batches(Rung.QUARTER_HOUR)).isEmpty();
    send("c", at(0, 3.0));

    assertThat(batches(Rung.QUARTER_HOUR))
        .singleElement()
        .satisfies(
            batch -> {
              assertThat(batch.sensor()).isEqualTo("a");
              assertThat(batch.opened()).isZero();
            });
    send("a", at(SECOND, 4.0));
    tick();
    assertThat(batches(Rung.QUARTER_HOUR))
        .filteredOn(batch -> batch.sensor().equals("a"))
        .singleElement()
        .satisfies(
            batch -> {
              assertThat(batch.opened()).isEqualTo(3);
              assertThat(batch.upTo()).isEqualTo(3);
              assertThat(batch.aggregates()).extracting(Aggregate::count).containsExactly(1);
            });
  }

  /** The driver commits after each record, as Streams does now and then. */
  @Test
  void hasWrittenToTheStoreWhatARecordChangedOnceItIsCommitted() {
    start(1000);
    send("a", at(0, 1.0), at(2 * SECOND, 3.0));
    send("a", at(3 * SECOND, 4.0));
    send("b", at(0, 5.0));

    SegmentStore store =
        (SegmentStore)
            Objects.requireNonNull(driver().getStateStore(AggregatorTopology.SEGMENTS_STORE));
    Map<String, Integer> sizes = new HashMap<>();
    store.restore((key, segment) -> sizes.put(key.sensor(), segment.size()));
    assertThat(sizes).containsOnly(entry("a", 3), entry("b", 1));
  }

  @Test
  void sendsARecordWithAnotherKeyOnUnderItsSensor() {
    start(1000);
    byte[] value = ReadingEncoder.encode(batch("a", at(0, 1.0)));

    input().pipeInput("other".getBytes(UTF_8), value, APPEND_TIME);
    tick();

    // The record itself comes back by the topic, under the sensor's key, and counts once.
    assertThat(windows(Rung.FIVE_SECONDS)).extracting(Aggregate::count).containsExactly(1);
    assertThat(rejects()).isEmpty();
  }

  @Test
  void sendsALargeMisroutedRecordOnInRecordsOfOurSize() {
    start(100_000);
    StringBuilder value = new StringBuilder("{\"sensor\":\"a\",\"readings\":[[1]");
    for (int i = 0; i < 1200; i++) {
      value.append(",[").append(T0 + i * SECOND).append(",1.5]");
    }
    value.append("],\"padding\":\"").append(" ".repeat(100_000)).append("\"}");

    input().pipeInput(null, value.toString().getBytes(UTF_8), APPEND_TIME);

    assertThat(values(Topics.READINGS.name()))
        .hasSize(3)
        .allSatisfy(record -> assertThat(record.length).isLessThan(20_000));
    tick();
    assertThat(windows(Rung.QUARTER_HOUR)).extracting(Aggregate::count).containsExactly(900, 300);
    assertThat(rejects())
        .singleElement()
        .satisfies(reject -> assertThat(reject).contains("\"offset\":0", "not a pair"));
  }

  @Test
  void rejectsWhatIsNoReadingAndKeepsItsNeighbours() {
    start(1000);

    input().pipeInput("a".getBytes(UTF_8), "nonsense".getBytes(UTF_8), APPEND_TIME);
    input()
        .pipeInput(
            "a".getBytes(UTF_8),
            "{\"sensor\":\"a\",\"readings\":[[%d,1.5],[%d,\"x\"],[1]]}"
                .formatted(T0, T0 + SECOND)
                .getBytes(UTF_8),
            APPEND_TIME);
    tick();

    assertThat(windows(Rung.FIVE_SECONDS)).extracting(Aggregate::mean).containsExactly(1.5);
    assertThat(rejects())
        .satisfiesExactly(
            record -> assertThat(record).contains("\"offset\":0", "not JSON", "nonsense"),
            element ->
                assertThat(element).contains("\"offset\":1", "value is not a number", "\\\"x\\\""),
            element -> assertThat(element).contains("not a pair", "[1]"));
  }

  @Test
  void tellsAtEachTickWhatItHoldsAndWhenTheTaskBeginsAndEnds() {
    start(20);
    send("a", at(0, 1), at(SECOND, 2));
    tick();
    send("a", at(QUARTER, 3));
    tick();
    driver().close();
    driver = null;

    assertThat(heard)
        .containsExactly(
            "0 started",
            "0 ticked: 2 readings, 1 quarter-hours",
            "0 ticked: 1 readings, 1 quarter-hours",
            "0 ended");
  }

  private void start(long maxReadings) {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    config.put(StreamsConfig.STATE_DIR_CONFIG, System.getProperty("java.io.tmpdir"));
    driver =
        new TopologyTestDriver(
            AggregatorTopology.build(1, maxReadings, 1, new Hearing()), config, APPEND_TIME);
  }

  private final class Hearing implements TaskListener {
    @Override
    public void started(int partition) {
      heard.add(partition + " started");
    }

    @Override
    public void ticked(int partition, long readings, int quarters) {
      heard.add(
          "%d ticked: %d readings, %d quarter-hours".formatted(partition, readings, quarters));
    }

    @Override
    public void ended(int partition) {
      heard.add(partition + " ended");
    }
  }

  private TopologyTestDriver driver() {
    return Objects.requireNonNull(driver);
  }

  private TestInputTopic<byte[], byte[]> input() {
    return driver()
        .createInputTopic(
            Topics.READINGS.name(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void send(String sensor, double[]... readings) {
    input()
        .pipeInput(
            sensor.getBytes(UTF_8), ReadingEncoder.encode(batch(sensor, readings)), APPEND_TIME);
  }

  private void tick() {
    pass(Duration.ofSeconds(5));
  }

  private void pass(Duration time) {
    driver().advanceWallClockTime(time);
  }

  private static double[] at(long afterT0, double value) {
    return new double[] {T0 + afterT0, value};
  }

  private static ReadingBatch batch(String sensor, double[]... readings) {
    long[] timestamps =
        LongStream.range(0, readings.length).map(i -> (long) readings[(int) i][0]).toArray();
    double[] values =
        java.util.Arrays.stream(readings).mapToDouble(reading -> reading[1]).toArray();
    return ReadingBatch.of(sensor, timestamps, values, readings.length);
  }

  private List<Aggregate> windows(Rung rung) {
    return batches(rung).stream().flatMap(batch -> batch.aggregates().stream()).toList();
  }

  private List<AggregateBatch> batches(Rung rung) {
    List<AggregateBatch> batches = new ArrayList<>();
    for (byte[] value : values(Topics.aggregates(rung).name())) {
      try {
        batches.add(AggregateCodec.decode(value));
      } catch (MalformedJson e) {
        throw new AssertionError(e);
      }
    }
    return batches;
  }

  private List<String> rejects() {
    return values(Topics.REJECTS.name()).stream().map(value -> new String(value, UTF_8)).toList();
  }

  private List<byte[]> values(String topic) {
    return driver()
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readValuesToList();
  }
}
