package dev.gridpulse.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.AggregateBatch;
import dev.gridpulse.model.AggregateCodec;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingEncoder;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.Oracle;
import dev.gridpulse.testing.Seeds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Accumulations of one quarter-hour, each of which knows a part of its readings. */
class AccumulationsTest {
  @AutoClose private static final SinkDatabase DATABASE = SinkDatabase.create();

  /** Of each topic the offset of the next record. */
  private static final Map<String, Long> NEXT = new HashMap<>();

  /** Start of a quarter-hour. */
  private static final long T0 = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();

  private final ReadingWriter readingWriter = new ReadingWriter(SinkDatabase.PARTITIONS);
  private final AggregateWriter aggregateWriter = new AggregateWriter();
  private final Repairer repairer = DATABASE.repairer();
  private String sensor = "sensor_" + next("sensors");
  private final List<ReadingBatch> sent = new ArrayList<>();

  /**
   * What the database knows of a quarter-hour's windows.
   *
   * @param owner the one accumulation that may write them; null when none may
   * @param dirty whether they are to be recomputed
   */
  private record State(@Nullable Long owner, boolean dirty) {}

  private static final State TO_BE_RECOMPUTED = new State(null, true);
  private static final State RECOMPUTED = new State(null, false);

  /**
   * A record of readings that was written, and stands for the accumulation that it opened.
   *
   * @param offset its name
   */
  private record Accumulation(long offset, List<ReadingBatch> content) {
    /** With a later record in it. */
    Accumulation and(Accumulation later) {
      List<ReadingBatch> both = new ArrayList<>(content);
      both.addAll(later.content);
      return new Accumulation(offset, both);
    }
  }

  @Test
  void recomputesWhatTwoInOneBatchKnowInParts() throws Exception {
    Accumulation a = readings(0, 1.0, 1, 2.0, 7, 3.0);
    Accumulation b = readings(0, 10.0, 2, 4.0);

    store(windows(a, b));

    assertThat(state()).isEqualTo(TO_BE_RECOMPUTED);
    assertRecomputedOnce();
  }

  @Test
  void recomputesWhatTwoInDifferentBatchesKnowInParts() throws Exception {
    Accumulation a = readings(0, 1.0, 1, 2.0, 7, 3.0);
    store(windows(a));
    assertThat(state()).isEqualTo(new State(a.offset(), false));
    assertThat(repair()).isZero();
    assertNoDifferences();

    store(windows(readings(0, 10.0, 2, 4.0)));

    assertThat(state()).isEqualTo(TO_BE_RECOMPUTED);
    assertRecomputedOnce();
  }

  @Test
  void recomputesWhatThreeInOneBatchKnowInParts() throws Exception {
    Accumulation a = readings(0, 1.0, 1, 2.0, 7, 3.0);
    Accumulation b = readings(0, 10.0, 2, 4.0);
    Accumulation c = readings(1, 20.0, 61, 5.0);

    store(windows(a, b, c));

    assertThat(state()).isEqualTo(TO_BE_RECOMPUTED);
    assertRecomputedOnce();
  }

  @Test
  void recomputesWhatThreeInDifferentBatchesKnowInParts() throws Exception {
    store(windows(readings(0, 1.0, 1, 2.0, 7, 3.0)));
    store(windows(readings(0, 10.0, 2, 4.0)));
    assertRecomputedOnce();

    store(windows(readings(1, 20.0, 61, 5.0)));

    assertThat(state()).isEqualTo(TO_BE_RECOMPUTED);
    assertRecomputedOnce();
  }

  @Test
  void recomputesWhenTheLaterComesFirstAndTheEarlierWithItsSuccessor() throws Exception {
    Accumulation a = readings(0, 1.0, 1, 2.0, 7, 3.0);
    Accumulation b = readings(0, 10.0, 2, 4.0);
    Accumulation c = readings(1, 20.0, 61, 5.0);

    // Topics are read independently: the minutes of the second may come before all of the first.
    store(List.of(window(Rung.ONE_MINUTE, b)));
    assertThat(state()).isEqualTo(new State(b.offset(), false));
    List<ConsumerRecord<byte[], byte[]>> rest = new ArrayList<>(windows(a));
    rest.add(window(Rung.FIVE_SECONDS, b));
    rest.add(window(Rung.QUARTER_HOUR, b));
    rest.addAll(windows(c));
    store(rest);

    assertThat(state()).isEqualTo(TO_BE_RECOMPUTED);
    assertRecomputedOnce();
  }

  @Test
  void waitsWithRecomputingUntilTheReadingsAreStored() throws Exception {
    Accumulation a = readings(0, 1.0, 1, 2.0, 7, 3.0);
    store(windows(a));
    ReadingBatch late = batch(0, 10.0, 2, 4.0);
    long offset = next(Topics.READINGS.name());
    store(windows(new Accumulation(offset, List.of(late))));
    assertThat(state()).isEqualTo(TO_BE_RECOMPUTED);

    assertThat(repair()).as("the log of readings is behind").isZero();
    storeReadings(offset, late);

    assertRecomputedOnce();
  }

  @Test
  void looksAtEachOfTwoInOneBatchAndNotOnlyAtTheLast() throws Exception {
    Accumulation a = readings(0, 1.0, 1, 2.0);
    store(windows(a, readings(7, 3.0)));
    assertRecomputedOnce();

    // The second of these says what stands already, the first knows of one reading more.
    Accumulation more = readings(2, 4.0);
    Accumulation same = readings(0, 1.0, 1, 2.0);
    store(List.of(window(Rung.FIVE_SECONDS, more), window(Rung.FIVE_SECONDS, same)));

    assertThat(state()).isEqualTo(TO_BE_RECOMPUTED);
    assertRecomputedOnce();
  }

  @Test
  void recomputesWhenAnotherKnowsAsManyReadingsOfOtherValues() throws Exception {
    store(windows(readings(0, 1.0, 7, 2.0)));

    store(windows(readings(0, 1.0, 7, 3.0)));

    assertThat(state()).isEqualTo(TO_BE_RECOMPUTED);
    assertRecomputedOnce();
  }

  @Test
  void leavesTheOwnerAndItsWindowsAloneWhenAnotherSaysTheSame() throws Exception {
    Accumulation a = readings(0, 1.0, 1, 2.0, 7, 3.0);
    store(windows(a));

    store(windows(readings(0, 1.0, 1, 2.0, 7, 3.0)));

    assertThat(state()).isEqualTo(new State(a.offset(), false));
    assertThat(repair()).isZero();
    assertNoDifferences();
  }

  @Test
  void letsTheOwnerWriteNoMoreOnceItHasLostTheQuarterHour() throws Exception {
    Accumulation a = readings(0, 1.0, 1, 2.0);
    store(windows(a));
    store(windows(readings(2, 4.0)));
    assertRecomputedOnce();

    Accumulation later = a.and(readings(3, 5.0));
    store(windows(later));

    assertThat(state()).isEqualTo(TO_BE_RECOMPUTED);
    assertRecomputedOnce();
  }

  @Test
  void takesNothingFromAnOwnerThatHasLostReadings() throws Exception {
    Accumulation a = readings(0, 1.0, 1, 2.0, 61, 5.0);
    Accumulation whole = a.and(readings(2, 3.0));
    store(windows(whole));
    assertNoDifferences();

    // It went on from an older state: the reading at second 2 is gone, one in another minute is
    // new.
    store(windows(a.and(readings(121, 6.0))));

    assertThat(state()).isEqualTo(TO_BE_RECOMPUTED);
    assertRecomputedOnce();
  }

  @Test
  void takesNoneOfAFormerGenerationForTheOwnerThatHasItsName() throws Exception {
    Accumulation a = readings(0, 1.0, 1, 2.0, 7, 3.0);
    store(windows(a));
    assertThat(state()).isEqualTo(new State(a.offset(), false));
    Accumulation former =
        new Accumulation(a.offset(), List.of(batch(0, 9.0, 1, 9.0, 2, 9.0, 7, 9.0)));

    store(
        Arrays.stream(Rung.values())
            .map(rung -> window(rung, former, SinkDatabase.GENERATION - 1))
            .toList());

    assertThat(state()).isEqualTo(TO_BE_RECOMPUTED);
    assertRecomputedOnce();
  }

  @Test
  void endsRightInWhateverOrderTheirWindowsComeAndAreRecomputed() throws Exception {
    Random random = Seeds.random("AccumulationsTest");
    int recomputed = 0;
    for (int round = 0; round < 150; round++) {
      sensor = "random_" + next("random");
      List<Accumulation> accumulations = new ArrayList<>();
      for (int i = random.nextInt(2, 5); i > 0; i--) {
        accumulations.add(
            readings(random.nextInt(6), i * 1.1, random.nextInt(70), i * 2.2, 61, i * 3.3));
      }
      recomputed += storeInRandomBatches(accumulations, random);
    }
    assertNoDifferences();
    assertThat(recomputed).isGreaterThan(150);
  }

  /** Of many windows at once, those behind the last that stands are copied. */
  @Test
  void writesNewWindowsAndChangedOnesOfManySensorsAtOnce() throws Exception {
    Map<String, Accumulation> first = new TreeMap<>();
    for (int i = 0; i < 4; i++) {
      sensor = "many_" + next("many");
      first.put(sensor, readings(every5s(0, 300)));
    }
    storeAll(first);
    assertNoDifferences();

    Map<String, Accumulation> whole = new TreeMap<>();
    for (String each : first.keySet()) {
      sensor = each;
      // The window at 300 s is the last that stands, and gets a second reading.
      whole.put(each, first.get(each).and(readings(every5s(302, 899))));
    }
    storeAll(whole);

    assertNoDifferences();
    for (String each : whole.keySet()) {
      sensor = each;
      assertThat(state()).isEqualTo(new State(whole.get(each).offset(), false));
    }

    long owner = Objects.requireNonNull(state().owner());
    Accumulation lost = new Accumulation(owner, List.of(batch(302, 1.0)));
    whole.put(sensor, lost);
    storeAll(whole);
    assertThat(state()).isEqualTo(TO_BE_RECOMPUTED);
    assertRecomputedOnce();
  }

  private void storeAll(Map<String, Accumulation> accumulations) throws SQLException {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    accumulations.forEach(
        (name, accumulation) -> {
          sensor = name;
          records.addAll(windows(accumulation));
        });
    store(records);
  }

  private static double[] every5s(int from, int to) {
    return IntStream.rangeClosed(0, (to - from) / 5)
        .mapToObj(i -> DoubleStream.of(from + 5.0 * i, i * 1.1))
        .flatMapToDouble(pair -> pair)
        .toArray();
  }

  /** Each topic in its order, but the topics anyhow; with repairs in between, and at the end. */
  private int storeInRandomBatches(List<Accumulation> accumulations, Random random)
      throws SQLException {
    List<Rung> order = new ArrayList<>();
    for (Rung rung : Rung.values()) {
      order.addAll(Collections.nCopies(accumulations.size(), rung));
    }
    Collections.shuffle(order, random);
    Map<Rung, Integer> taken = new HashMap<>();
    List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
    int recomputed = 0;
    for (Rung rung : order) {
      batch.add(window(rung, accumulations.get(taken.merge(rung, 1, Integer::sum) - 1)));
      if (random.nextInt(3) == 0) {
        store(batch);
        batch.clear();
        recomputed += random.nextBoolean() ? repair() : 0;
      }
    }
    store(batch);
    return recomputed + repair();
  }

  /** Readings at these seconds, each with its value, written in one record. */
  private Accumulation readings(double... secondsAndValues) throws SQLException {
    ReadingBatch batch = batch(secondsAndValues);
    long offset = next(Topics.READINGS.name());
    storeReadings(offset, batch);
    return new Accumulation(offset, List.of(batch));
  }

  private ReadingBatch batch(double... secondsAndValues) {
    int size = secondsAndValues.length / 2;
    long[] timestamps = new long[size];
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      timestamps[i] = T0 + (long) (secondsAndValues[2 * i] * 1000);
      values[i] = secondsAndValues[2 * i + 1];
    }
    return ReadingBatch.of(sensor, timestamps, values, size);
  }

  private void storeReadings(long offset, ReadingBatch batch) throws SQLException {
    sent.add(batch);
    DATABASE.store(
        readingWriter,
        List.of(record(Topics.READINGS.name(), offset, ReadingEncoder.encode(batch))));
  }

  /** All windows of each, as the aggregator emits them when it closes one after the other. */
  private List<ConsumerRecord<byte[], byte[]>> windows(Accumulation... accumulations) {
    return Arrays.stream(accumulations)
        .flatMap(each -> Arrays.stream(Rung.values()).map(rung -> window(rung, each)))
        .toList();
  }

  private ConsumerRecord<byte[], byte[]> window(Rung rung, Accumulation accumulation) {
    return window(rung, accumulation, SinkDatabase.GENERATION);
  }

  private ConsumerRecord<byte[], byte[]> window(
      Rung rung, Accumulation accumulation, int generation) {
    TreeMap<Long, Double> readings = new TreeMap<>();
    for (ReadingBatch batch : accumulation.content()) {
      for (int i = 0; i < batch.size(); i++) {
        readings.put(batch.timestamp(i), batch.value(i));
      }
    }
    List<Aggregate> windows = new ArrayList<>();
    for (long start : readings.keySet().stream().map(rung::windowStart).distinct().toList()) {
      var window = readings.subMap(start, start + rung.millis());
      windows.add(
          Aggregate.of(
              start,
              window.keySet().stream().mapToLong(Long::longValue).toArray(),
              window.values().stream().mapToDouble(Double::doubleValue).toArray(),
              0,
              window.size()));
    }
    String topic = Topics.aggregates(rung).name();
    AggregateBatch batch =
        new AggregateBatch(
            sensor, rung, T0, 0, generation, accumulation.offset(), accumulation.offset(), windows);
    return record(topic, next(topic), AggregateCodec.encode(batch));
  }

  private ConsumerRecord<byte[], byte[]> record(String topic, long offset, byte[] value) {
    return SinkDatabase.record(topic, offset, sensor, value);
  }

  private static long next(String topic) {
    return NEXT.merge(topic, 1L, Long::sum) - 1;
  }

  private void store(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
    DATABASE.store(aggregateWriter, records);
  }

  /** Answers how many quarter-hours were recomputed. */
  private int repair() throws SQLException {
    return repairer.repairSome();
  }

  private void assertRecomputedOnce() throws SQLException {
    assertThat(repair()).isEqualTo(1);
    assertThat(repair()).isZero();
    assertThat(state()).isEqualTo(RECOMPUTED);
    assertNoDifferences();
  }

  private void assertNoDifferences() throws SQLException {
    try (Connection connection = DATABASE.source().getConnection()) {
      Oracle.ofSent(connection, sent).assertNoDifferences();
    }
  }

  private State state() throws SQLException {
    try (Connection connection = DATABASE.source().getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT q.owner, dirty FROM quarter q JOIN sensor ON id = sensor_id WHERE name = ?")) {
      select.setString(1, sensor);
      try (ResultSet row = select.executeQuery()) {
        assertThat(row.next()).isTrue();
        return new State(row.getObject(1, Long.class), row.getBoolean(2));
      }
    }
  }
}
