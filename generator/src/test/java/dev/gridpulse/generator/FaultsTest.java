package dev.gridpulse.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.model.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
  private static final Instant START = Instant.parse("2026-01-02T00:00:00Z");
  private static final Faults ALL = Faults.parse("late=1%,duplicate=0.5%,drop=2%,out-of-order=3%");
  private static final int READINGS = 3 * 86_400;

  @TempDir private Path folder;
  private final ListSink sink = new ListSink();

  @Test
  void theLedgerTellsEveryFaultAndTheCountsAddUp() throws Exception {
    GeneratorSummary summary = run(fleet(3), ALL, 86_400, 0);
    List<Line> ledger = ledger();

    // What was sent is what the ledger says and nothing else.
    Set<Reading> due = new HashSet<>(truth(fleet(3), 86_400));
    Map<String, List<Line>> byKind = ledger.stream().collect(Collectors.groupingBy(Line::kind));
    assertThat(byKind).containsOnlyKeys("late", "duplicate", "drop", "out-of-order");
    byKind
        .getOrDefault("drop", List.of())
        .forEach(line -> assertThat(due.remove(line.reading())).isTrue());
    List<Reading> expected = new ArrayList<>(due);
    byKind.getOrDefault("duplicate", List.of()).forEach(line -> expected.add(line.reading()));
    assertThat(sorted(sink.readings)).isEqualTo(sorted(expected));

    // And as often as it was asked for.
    FaultCounts counts = summary.faults();
    assertThat(counts.total()).isEqualTo(ledger.size());
    assertThat(counts.of(Faults.Kind.LATE)).isBetween(2_300L, 2_900L);
    assertThat(counts.of(Faults.Kind.DUPLICATE)).isBetween(1_100L, 1_500L);
    assertThat(counts.of(Faults.Kind.DROP)).isBetween(4_900L, 5_500L);
    assertThat(counts.of(Faults.Kind.OUT_OF_ORDER)).isBetween(7_400L, 8_200L);
    assertThat(summary.delivered())
        .isEqualTo(READINGS - counts.of(Faults.Kind.DROP) + counts.of(Faults.Kind.DUPLICATE));
    assertThat(summary.describe()).contains("259,200 due - ", " faults: ");
  }

  @Test
  void lateReadingsAreSentRightBehindTheOneThatTheLedgerNames() throws Exception {
    run(fleet(1), ALL, 86_400, 0);

    Map<Long, Line> told =
        ledger().stream()
            .filter(line -> line.kind().equals("late") || line.kind().equals("out-of-order"))
            .collect(Collectors.toMap(line -> line.reading().timestamp(), line -> line));
    Set<Long> missing =
        ledger().stream()
            .filter(line -> line.kind().equals("drop"))
            .map(line -> line.reading().timestamp())
            .collect(Collectors.toSet());
    long newest = 0;
    int late = 0;
    for (Reading reading : sink.readings) {
      if (reading.timestamp() < newest) {
        late++;
        Line line = told.get(reading.timestamp());
        assertThat(line).as("%s was late", reading).isNotNull();
        // Sent when the time it was sent had come; of what came since the newest nothing was sent.
        assertThat(line.sent()).isGreaterThanOrEqualTo(newest);
        for (long tick = newest + 1_000; tick <= line.sent(); tick += 1_000) {
          assertThat(missing.contains(tick) || told.containsKey(tick)).isTrue();
        }
      }
      newest = Math.max(newest, reading.timestamp());
    }
    assertThat(late).isGreaterThan(3_000);
    assertThat(told).hasSizeBetween(late, late + 200);
    for (Line line : told.values()) {
      long delay = (line.sent() - line.reading().timestamp()) / 1_000;
      boolean atTheEnd = line.sent() == START.toEpochMilli() + 86_400_000;
      switch (line.kind()) {
        case "late" -> assertThat(delay).isBetween(atTheEnd ? 0L : 4L, 1_000L);
        default -> assertThat(delay).isBetween(atTheEnd ? 0L : 1L, 1L);
      }
    }
  }

  @Test
  void sharesMayBeAHundredPercentTogether() {
    assertThat(Faults.parse("late=34%,duplicate=55%,out-of-order=11%").any()).isTrue();
    assertThatThrownBy(() -> Faults.parse("late=34%,duplicate=55%,out-of-order=12%"))
        .hasMessageContaining("more than 100% together");
  }

  @Test
  void aResetIsToldAsSuchWhateverBecomesOfItsReading() throws Exception {
    Fleet meters =
        new Fleet(
            Shape.HOUSEHOLD,
            1,
            1,
            true,
            Duration.ofMinutes(15),
            1,
            Fleet.DEFAULT_PREFIX,
            ZoneOffset.UTC);

    GeneratorSummary summary = run(meters, Faults.parse("reset=50%,drop=90%"), 30 * 86_400, 0);

    List<String> resets =
        Files.readAllLines(folder.resolve("ledger.csv")).stream()
            .filter(line -> line.startsWith("reset,"))
            .toList();
    assertThat(resets)
        .hasSize((int) summary.faults().of(Faults.Kind.RESET))
        .hasSizeGreaterThan(5)
        .allMatch(line -> line.endsWith(","));
  }

  @Test
  void theSameReadingsAreHitInHistoryAndLive() throws Exception {
    run(fleet(2), ALL, 7_200, 0);
    Set<String> history = hits();
    sink.readings.clear();

    run(fleet(2), ALL, 3_000, 4_200);

    assertThat(hits()).hasSizeGreaterThan(500).isEqualTo(history);
  }

  @Test
  void aMeterThatIsResetBeginsAtZero() throws Exception {
    Faults resets = Faults.parse("reset=20%");
    Fleet fleet =
        new Fleet(
            Shape.HOUSEHOLD,
            2,
            1,
            true,
            Duration.ofMinutes(15),
            1,
            Fleet.DEFAULT_PREFIX,
            ZoneOffset.UTC);

    GeneratorSummary summary = run(fleet, resets, 60 * 86_400, 0);

    int decreases = 0;
    for (int sensor = 1; sensor <= 2; sensor++) {
      String name = "sensor_0000" + sensor + "_energy";
      double previous = Double.MAX_VALUE;
      for (Reading reading : sink.readings) {
        if (reading.sensor().equals(name)) {
          if (reading.value() < previous && previous != Double.MAX_VALUE) {
            assertThat(reading.value()).isBetween(0.0, 3.0);
            decreases++;
          }
          previous = reading.value();
        }
      }
    }
    assertThat(summary.faults().of(Faults.Kind.RESET)).isBetween(10L, 40L).isEqualTo(decreases);
    assertThat(ledger()).hasSize(decreases).allMatch(line -> line.kind().equals("reset"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "late",
        "late=1",
        "late=101%",
        "early=1%",
        "late=1%,late=2%",
        "late=60%,drop=60%",
        "late=-1%"
      })
  void refusesWhatIsNoShare(String text) {
    assertThatThrownBy(() -> Faults.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--faults: ");
  }

  /** A line of the ledger; {@code sent} is −1 when it never was. */
  private record Line(String kind, Reading reading, long sent) {}

  private GeneratorSummary run(Fleet fleet, Faults faults, int history, int live) throws Exception {
    TestClock clock = new TestClock(START.plusSeconds(history));
    GeneratorOptions options =
        new GeneratorOptions(
            fleet, Duration.ofSeconds(history), null, null, Duration.ofSeconds(live), 1, faults);
    try (FaultLedger ledger = FaultLedger.to(folder.resolve("ledger.csv"));
        Generator generator =
            new Generator(
                options, sink, ledger, clock, wait -> clock.advance(Duration.ofMillis(wait)))) {
      return generator.run();
    }
  }

  private List<Line> ledger() throws Exception {
    List<String> lines = Files.readAllLines(folder.resolve("ledger.csv"));
    assertThat(lines.getFirst()).isEqualTo("kind,sensor,time,value,sent");
    return lines.stream().skip(1).map(line -> line.split(",", -1)).map(FaultsTest::line).toList();
  }

  private static Line line(String[] fields) {
    Reading reading =
        new Reading(
            fields[1], Instant.parse(fields[2]).toEpochMilli(), Double.parseDouble(fields[3]));
    return new Line(
        fields[0], reading, fields[4].isEmpty() ? -1 : Instant.parse(fields[4]).toEpochMilli());
  }

  private Set<String> hits() throws Exception {
    return ledger().stream()
        .map(line -> line.kind() + line.reading())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static List<Reading> sorted(List<Reading> readings) {
    return readings.stream()
        .sorted(
            Comparator.comparing(Reading::sensor)
                .thenComparingLong(Reading::timestamp)
                .thenComparingDouble(Reading::value))
        .toList();
  }

  private static List<Reading> truth(Fleet fleet, int seconds) {
    List<Reading> truth = new ArrayList<>();
    for (SyntheticSensor sensor : fleet.syntheticSensors()) {
      for (int second = 1; second <= seconds; second++) {
        long tick = START.toEpochMilli() + second * 1_000L;
        truth.add(new Reading(sensor.entry().name(), tick, sensor.value(tick)));
      }
    }
    return truth;
  }

  private static Fleet fleet(int sensors) {
    return new Fleet(
        Shape.REPLAYABLE,
        sensors,
        1,
        false,
        Fleets.SECOND,
        1,
        Fleet.DEFAULT_PREFIX,
        ZoneOffset.UTC);
  }
}
