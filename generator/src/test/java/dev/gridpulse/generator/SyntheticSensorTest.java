package dev.gridpulse.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.model.Digest;
import dev.gridpulse.model.Sensor;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticSensorTest {
  private static final long DAY = Instant.parse("2025-05-01T00:00:00Z").toEpochMilli();

  @ParameterizedTest
  @EnumSource
  void givesTheSameForwardsAndBackwards(Shape shape) {
    SyntheticSensor one = sensors(shape, 1, 42).getFirst();
    SyntheticSensor other = sensors(shape, 1, 42).getFirst();

    long forwards = seconds(86_400).map(t -> Digest.of(t, one.value(t))).sum();
    long backwards =
        seconds(86_400)
            .map(t -> 2 * DAY + 86_399_000 - t)
            .map(t -> Digest.of(t, other.value(t)))
            .sum();

    assertThat(forwards).isEqualTo(backwards);
  }

  /** The numbers that benchmarks, docs and other processes rely on: a change here is a break. */
  @Test
  void givesTheSameTodayAsEver() {
    assertThat(
            Arrays.stream(Shape.values())
                .map(shape -> shape.label() + " " + digestOfADay(sensors(shape, 1, 42))))
        .containsExactly(
            "household 3198545743975615631",
            "grid-frequency 1183256863133770895",
            "colours 1604226350110208564",
            "constant -5025183438158838465",
            "replayable 415031922428636370");
    assertThat(digestOfADay(meters(4, 42))).isEqualTo(6369422295534439583L);
  }

  @Test
  void differsBySeedAndBySensor() {
    double value = sensors(Shape.HOUSEHOLD, 2, 42).get(0).value(DAY);

    assertThat(sensors(Shape.HOUSEHOLD, 2, 43).get(0).value(DAY)).isNotEqualTo(value);
    assertThat(sensors(Shape.HOUSEHOLD, 2, 42).get(1).value(DAY)).isNotEqualTo(value);
    assertThat(sensors(Shape.HOUSEHOLD, 1, 42).get(0).value(DAY)).isEqualTo(value);
  }

  @Test
  void severalProcessesCanShareTheSensors() {
    Fleet second =
        new Fleet(
            Shape.HOUSEHOLD, 2, 3, false, Fleets.SECOND, 42, Fleet.DEFAULT_PREFIX, Fleets.ZURICH);

    List<SyntheticSensor> all = sensors(Shape.HOUSEHOLD, 4, 42);
    List<SyntheticSensor> part = second.syntheticSensors();

    for (int i = 0; i < 2; i++) {
      assertThat(part.get(i).entry()).isEqualTo(all.get(2 + i).entry());
      assertThat(part.get(i).value(DAY)).isEqualTo(all.get(2 + i).value(DAY));
    }
  }

  @Test
  void coloursAreFourSensorsWithWholeNumbersFrom1To100() {
    List<SyntheticSensor> colours = sensors(Shape.COLOURS, 4, 7);

    assertThat(colours)
        .extracting(colour -> colour.entry().name())
        .containsExactly("red", "green", "blue", "yellow");
    for (SyntheticSensor colour : colours) {
      double[] distinct = seconds(10_000).mapToDouble(colour::value).distinct().sorted().toArray();
      assertThat(distinct).hasSize(100).startsWith(1).endsWith(100);
    }
  }

  @Test
  void replayableReadingsAreWhatTheFormulaSays() {
    SyntheticSensor third = sensors(Shape.REPLAYABLE, 3, 9).get(2);

    assertThat(third.value(Instant.parse("2026-01-01T12:00:00Z").toEpochMilli())).isEqualTo(3.432);
    seconds(1_000)
        .forEach(t -> assertThat(third.value(t)).isEqualTo(3 + (t % 86_400_000) / 100_000_000.0));
  }

  @Test
  void theFrequencyStaysAround50HertzAndLeavesItNowAndThen() {
    SyntheticSensor sensor = sensors(Shape.GRID_FREQUENCY, 1, 1).getFirst();

    double[] deviations =
        LongStream.range(0, 30 * 86_400 / 5)
            .mapToDouble(tick -> sensor.value(DAY + tick * 5_000) - 50)
            .toArray();

    double mean = Arrays.stream(deviations).average().orElseThrow();
    double square = Arrays.stream(deviations).map(d -> d * d).average().orElseThrow();
    assertThat(mean).isBetween(-0.003, 0.003);
    assertThat(Math.sqrt(square)).isBetween(0.015, 0.025);
    assertThat(Arrays.stream(deviations).max().orElseThrow()).isBetween(0.06, 0.2);
    assertThat(Arrays.stream(deviations).min().orElseThrow()).isBetween(-0.2, -0.08);
    assertThat(Math.round(deviations[7] * 1e9) % 1_000_000).as("whole mHz").isZero();
  }

  @Test
  void allSubstationsSeeTheSameGrid() {
    List<SyntheticSensor> substations = sensors(Shape.GRID_FREQUENCY, 2, 1);

    assertThat(seconds(3_600).mapToDouble(t -> difference(substations, t)).max().orElseThrow())
        .isBetween(0.0005, 0.0025);
  }

  @Test
  void entriesSayWhatTheReadingsAre() {
    Sensor home = sensors(Shape.HOUSEHOLD, 12, 1).get(11).entry();
    Sensor meter = meters(12, 1).get(11).entry();
    Sensor substation = sensors(Shape.GRID_FREQUENCY, 1, 1).getFirst().entry();

    assertThat(home.name()).isEqualTo("sensor_00012");
    assertThat(home.unit()).isEqualTo("W");
    assertThat(home.kind()).isEqualTo(Sensor.Kind.POWER);
    assertThat(home.interval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(home.timeZone()).isEqualTo(Fleets.ZURICH);
    assertThat(home.asset()).isEqualTo("home 00012");
    assertThat(home.owner()).isEqualTo("david");
    assertThat(home.location()).isNotNull();
    assertThat(home.location().latitude()).isBetween(46.4, 47.5);
    assertThat(meter.name()).isEqualTo("sensor_00012_energy");
    assertThat(meter.unit()).isEqualTo("kWh");
    assertThat(meter.kind()).isEqualTo(Sensor.Kind.COUNTER);
    assertThat(meter.asset()).isEqualTo(home.asset());
    assertThat(meter.location()).isEqualTo(home.location());
    assertThat(substation.unit()).isEqualTo("Hz");
    assertThat(substation.asset()).isEqualTo("substation 00001");
    assertThat(substation.owner()).isEqualTo("grid");
  }

  @Test
  void homesHaveSeveralOwnersAndNotAllConsent() {
    List<Sensor> entries =
        sensors(Shape.HOUSEHOLD, 12, 1).stream().map(SyntheticSensor::entry).toList();

    assertThat(entries).extracting(Sensor::owner).contains("anna", "ben", "clara", "david");
    assertThat(entries).extracting(Sensor::partnerConsent).contains(true, false);
  }

  @Test
  void optionsSayEverythingThatIsWrong() {
    assertThatThrownBy(
            () ->
                new Fleet(
                    Shape.COLOURS,
                    5,
                    1,
                    true,
                    Duration.ofNanos(1_500_000),
                    1,
                    "a\nb",
                    Fleets.ZURICH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--sensors: the shape colours has 1 to 4 sensors, not 5")
        .hasMessageContaining("--counters: ")
        .hasMessageContaining("--interval: ")
        .hasMessageContaining("--prefix: ");
    assertThatThrownBy(
            () ->
                new GeneratorOptions(
                    Fleets.of(Shape.HOUSEHOLD, 1, Fleets.SECOND, 1),
                    null,
                    null,
                    null,
                    Duration.ofSeconds(-1),
                    0,
                    Faults.parse("reset=1%")))
        .hasMessageContaining("--for: ")
        .hasMessageContaining("--speed: ")
        .hasMessageContaining("--faults: ");
    assertThatThrownBy(() -> Shape.ofLabel("round"))
        .hasMessage(
            "\"round\" is no shape; there are household, grid-frequency, colours, constant,"
                + " replayable");
    assertThat(Shape.ofLabel("grid-frequency")).isEqualTo(Shape.GRID_FREQUENCY);
  }

  private static double difference(List<SyntheticSensor> two, long timestamp) {
    return Math.abs(two.get(0).value(timestamp) - two.get(1).value(timestamp));
  }

  private static long digestOfADay(List<SyntheticSensor> sensors) {
    return sensors.stream()
        .mapToLong(sensor -> seconds(86_400).map(t -> Digest.of(t, sensor.value(t))).sum())
        .reduce(0, (a, b) -> a * 31 + b);
  }

  private static LongStream seconds(int count) {
    return LongStream.range(0, count).map(second -> DAY + second * 1_000);
  }

  private static List<SyntheticSensor> sensors(Shape shape, int count, long seed) {
    return Fleets.inZurich(shape, count, false, seed).syntheticSensors();
  }

  private static List<SyntheticSensor> meters(int count, long seed) {
    return Fleets.inZurich(Shape.HOUSEHOLD, count, true, seed).syntheticSensors();
  }
}
