package dev.gridpulse.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.Reading;
import dev.gridpulse.model.Sensor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GeneratorTest {
  private static final Instant START = Instant.parse("2021-05-01T12:00:00.400Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ListSink sink = new ListSink();
  private final TestClock clock = new TestClock(START);

  @Test
  void goesFromHistoryToLiveWithoutASeam() {
    // Given: a back-fill during which 36 seconds pass
    sink.onAdd = () -> clock.advance(Duration.ofMillis(5));
    GeneratorOptions options = options(2, SECOND, Duration.ofHours(1), Duration.ofMinutes(2));

    // When
    GeneratorSummary summary = run(options);

    // Then: no second missing or doubled
    assertThat(summary.backfilled()).isEqualTo(2 * 3_600);
    assertThat(summary.live()).isEqualTo(2 * 120);
    assertThat(summary.delivered()).isEqualTo(2 * 3_720);
    for (String sensor : List.of("sensor_00001", "sensor_00002")) {
      assertThat(timestamps(sensor))
          .isEqualTo(ticks("2021-05-01T11:00:01Z", "2021-05-01T12:02:00Z", SECOND));
    }
  }

  @Test
  void beginsAndEndsRightOnAMultipleOfTheInterval() {
    TestClock exact = new TestClock(Instant.parse("2021-05-01T12:00:00Z"));

    run(options(1, SECOND, Duration.ofSeconds(10), Duration.ofSeconds(5)), exact, millis(exact));

    assertThat(timestamps("sensor_00001"))
        .isEqualTo(ticks("2021-05-01T11:59:51Z", "2021-05-01T12:00:05Z", SECOND));
  }

  @Test
  void keepsToMultiplesOfTheIntervalHoweverLateItWakes() {
    Duration interval = Duration.ofMillis(700);
    AtomicInteger turn = new AtomicInteger();

    run(
        options(1, interval, null, Duration.ofMinutes(1)),
        clock,
        wait -> clock.advance(Duration.ofMillis(wait + turn.incrementAndGet() % 5)));

    List<Long> timestamps = timestamps("sensor_00001");
    assertThat(timestamps).hasSizeBetween(85, 86);
    assertThat(timestamps).allMatch(t -> t % 700 == 0).isSorted().doesNotHaveDuplicates();
    assertThat(timestamps.getLast() - timestamps.getFirst())
        .isEqualTo((timestamps.size() - 1) * 700L);
  }

  @Test
  void catchesUpAfterAPause() {
    AtomicInteger turn = new AtomicInteger();

    run(
        options(2, SECOND, null, Duration.ofHours(2)),
        clock,
        wait ->
            clock.advance(
                turn.incrementAndGet() == 10 ? Duration.ofHours(1) : Duration.ofMillis(wait)));

    assertThat(timestamps("sensor_00002"))
        .isEqualTo(ticks("2021-05-01T12:00:01Z", "2021-05-01T14:00:00Z", SECOND));
  }

  @Test
  void sendsEachLiveReadingAtItsTime() {
    run(options(3, SECOND, null, Duration.ofSeconds(20)));

    assertThat(sink.readings).hasSize(60);
    assertThat(sink.pushes).isEqualTo(20);
  }

  @Test
  void waitsWhenTheClockIsSetBack() {
    AtomicInteger turn = new AtomicInteger();

    run(
        options(1, SECOND, null, Duration.ofMinutes(1)),
        clock,
        wait ->
            clock.advance(
                turn.incrementAndGet() == 10 ? Duration.ofSeconds(-30) : Duration.ofMillis(wait)));

    assertThat(timestamps("sensor_00001"))
        .isEqualTo(ticks("2021-05-01T12:00:01Z", "2021-05-01T12:01:00Z", SECOND));
  }

  @Test
  void runsFasterThanTheClockAndHalfADayAheadOfItAtMost() {
    // Given: a day from the day before on, sixty times as fast
    Instant dayBefore = START.minus(Duration.ofDays(1));
    Fleet fleet = Fleets.of(Shape.REPLAYABLE, 1, Duration.ofMinutes(1), 42);

    // When
    run(new GeneratorOptions(fleet, null, null, dayBefore, Duration.ofDays(1), 60, Faults.NONE));

    // Then: it took 24 minutes and nothing is missing
    assertThat(timestamps("sensor_00001"))
        .isEqualTo(ticks("2021-04-30T12:01:00Z", "2021-05-01T12:00:00Z", Duration.ofMinutes(1)));
    assertThat(Duration.between(START, clock.instant()))
        .isBetween(Duration.ofMinutes(23), Duration.ofMinutes(25));
  }

  @Test
  void asFastAsCanBeGoesOnWithTheClockWhenItIsHalfADayAhead() {
    Fleet fleet = Fleets.of(Shape.REPLAYABLE, 1, Duration.ofMinutes(1), 42);
    List<Duration> ahead = new ArrayList<>();
    sink.onAdd =
        () ->
            ahead.add(
                Duration.between(
                    clock.instant(), Instant.ofEpochMilli(sink.readings.getLast().timestamp())));

    run(
        new GeneratorOptions(
            fleet, null, null, null, Duration.ofHours(13), Double.POSITIVE_INFINITY, Faults.NONE));

    assertThat(timestamps("sensor_00001"))
        .isEqualTo(ticks("2021-05-01T12:01:00Z", "2021-05-02T01:00:00Z", Duration.ofMinutes(1)));
    assertThat(ahead).allMatch(lead -> lead.compareTo(Duration.ofHours(12)) <= 0);
    assertThat(Duration.between(START, clock.instant()))
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
  }

  /** However late it is when the run begins: what lies between is not lost. */
  @Test
  void beginsItsHistoryBehindAnInstant() {
    Fleet fleet = Fleets.of(Shape.REPLAYABLE, 1, Fleets.SECOND, 42);
    GeneratorOptions options =
        new GeneratorOptions(
            fleet,
            null,
            Instant.parse("2021-05-01T11:59:50Z"),
            null,
            Duration.ZERO,
            1,
            Faults.NONE);

    run(options);

    assertThat(timestamps("sensor_00001"))
        .isEqualTo(ticks("2021-05-01T11:59:51Z", "2021-05-01T12:00:00Z", Fleets.SECOND));
  }

  @Test
  void refusesWhatWouldBeRejectedOrIsNobody() {
    Fleet fleet = Fleets.of(Shape.REPLAYABLE, 1, Fleets.SECOND, 42);
    for (TemporalAmount backfill :
        new TemporalAmount[] {Period.ofYears(80), Period.ofYears(999_999_999)}) {
      assertThatThrownBy(() -> GeneratorOptions.of(fleet, backfill))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--backfill: goes back before 1970");
    }
    assertThatThrownBy(
            () ->
                new GeneratorOptions(
                    fleet, null, null, Instant.parse("1960-01-01T00:00:00Z"), null, 1, Faults.NONE))
        .hasMessageContaining("--from: readings before 1970");
    assertThatThrownBy(
            () ->
                new Fleet(
                    Shape.CONSTANT,
                    2,
                    Integer.MAX_VALUE,
                    false,
                    Fleets.SECOND,
                    1,
                    "s_",
                    ZoneOffset.UTC))
        .hasMessageContaining("--first");
  }

  @Test
  void backfillsMonthsOfTheCalendar() {
    GeneratorSummary summary =
        run(options(1, Duration.ofHours(1), Period.ofMonths(3), Duration.ZERO));

    // February to April 2021: 28 + 31 + 30 days
    assertThat(summary.backfilled()).isEqualTo(89 * 24);
    assertThat(summary.live()).isZero();
  }

  @Test
  void registersItsSensorsBeforeTheirFirstReading() {
    List<Integer> registered = new ArrayList<>();
    sink.onAdd = () -> registered.add(sink.sensors.size());

    run(options(3, SECOND, null, SECOND));

    assertThat(registered).containsOnly(3);
    assertThat(sink.sensors)
        .extracting(Sensor::name)
        .containsExactly("sensor_00001", "sensor_00002", "sensor_00003");
  }

  @Test
  void endsInOrderWhenItIsClosed() throws Exception {
    Generator generator =
        new Generator(
            options(3, Duration.ofMillis(5), null, null),
            sink,
            FaultLedger.none(),
            Clock.systemUTC());
    AtomicInteger added = new AtomicInteger();
    sink.onAdd = added::incrementAndGet;
    CompletableFuture<GeneratorSummary> run = CompletableFuture.supplyAsync(generator::run);
    await().until(() -> added.get() > 30);

    generator.close();

    GeneratorSummary summary = run.get(5, TimeUnit.SECONDS);
    assertThat(summary.live()).isEqualTo(added.get());
    assertThat(summary.delivered()).isEqualTo(summary.live());
  }

  @Test
  void endsAtOnceWhenItIsClosedDuringALongWaitOrALongBackfill() throws Exception {
    for (TemporalAmount backfill : new TemporalAmount[] {Duration.ZERO, Period.ofYears(50)}) {
      ListSink lazy = new ListSink();
      Generator generator =
          new Generator(
              options(
                  1,
                  Duration.ofMillis(backfill.equals(Duration.ZERO) ? 86_400_000 : 1),
                  backfill,
                  null),
              lazy,
              FaultLedger.none(),
              Clock.systemUTC());
      lazy.onAdd = lazy.readings::clear;
      CompletableFuture<GeneratorSummary> run = CompletableFuture.supplyAsync(generator::run);
      await().until(() -> !lazy.sensors.isEmpty());

      generator.close();

      assertThat(run.get(5, TimeUnit.SECONDS).live()).isZero();
    }
  }

  private GeneratorSummary run(GeneratorOptions options) {
    return run(options, clock, millis(clock));
  }

  private GeneratorSummary run(GeneratorOptions options, Clock time, Generator.Sleeper sleeper) {
    try (Generator generator = new Generator(options, sink, FaultLedger.none(), time, sleeper)) {
      return generator.run();
    }
  }

  private static Generator.Sleeper millis(TestClock clock) {
    return wait -> clock.advance(Duration.ofMillis(wait));
  }

  private List<Long> timestamps(String sensor) {
    return sink.readings.stream()
        .filter(reading -> reading.sensor().equals(sensor))
        .map(Reading::timestamp)
        .toList();
  }

  private static List<Long> ticks(String first, String last, Duration interval) {
    List<Long> ticks = new ArrayList<>();
    for (Instant tick = Instant.parse(first);
        !tick.isAfter(Instant.parse(last));
        tick = tick.plus(interval)) {
      ticks.add(tick.toEpochMilli());
    }
    return ticks;
  }

  private static GeneratorOptions options(
      int sensors,
      Duration interval,
      @Nullable TemporalAmount backfill,
      @Nullable Duration duration) {
    return Fleets.run(Fleets.of(Shape.REPLAYABLE, sensors, interval, 42), backfill, duration);
  }
}
