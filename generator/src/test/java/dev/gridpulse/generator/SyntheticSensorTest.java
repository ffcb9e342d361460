package dev.gridpulse.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.model.Digest;
import dev.gridpulse.model.Sensor;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticSensorTest {
  private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");
  private static final long DAY = Instant.parse("2021-05-01T00:00:00Z").toEpochMilli();

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
    assertThat(digestOfADay(Shape.POWER)).isEqualTo(345_037_563_172_699_819L);
    assertThat(digestOfADay(Shape.COLOURS)).isEqualTo(-1980750620499651885L);
  }

  @Test
  void differsBySeedAndBySensor() {
    double value = sensors(Shape.POWER, 2, 42).get(0).value(DAY);

    assertThat(sensors(Shape.POWER, 2, 43).get(0).value(DAY)).isNotEqualTo(value);
    assertThat(sensors(Shape.POWER, 2, 42).get(1).value(DAY)).isNotEqualTo(value);
    assertThat(sensors(Shape.POWER, 1, 42).get(0).value(DAY)).isEqualTo(value);
  }

  @Test
  void powerHasTwoDecimalsAndFollowsTheDayOfItsZone() {
    for (SyntheticSensor sensor : sensors(Shape.POWER, 20, 1)) {
      assertThat(seconds(86_400).mapToDouble(sensor::value))
          .allSatisfy(
              value -> {
                assertThat(value).isBetween(20.0, 6_000.0);
                assertThat(Double.toString(value)).matches("\\d+\\.\\d{1,2}");
              });
      // 02:00 to 03:00 and 19:00 to 20:00 in summer time
      assertThat(mean(sensor, "2021-05-01T17:00:00Z"))
          .isGreaterThan(2 * mean(sensor, "2021-05-01T00:00:00Z"));
      // The same hour on the clock in winter time
      assertThat(mean(sensor, "2021-12-01T18:00:00Z"))
          .isGreaterThan(2 * mean(sensor, "2021-12-01T01:00:00Z"));
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
  void entriesSayWhatTheReadingsAre() {
    Sensor entry = sensors(Shape.POWER, 12, 1).get(11).entry();

    assertThat(entry.name()).isEqualTo("sensor_00012");
    assertThat(entry.unit()).isEqualTo("W");
    assertThat(entry.kind()).isEqualTo(Sensor.Kind.POWER);
    assertThat(entry.interval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(entry.timeZone()).isEqualTo(ZURICH);
  }

  @Test
  void optionsSayEverythingThatIsWrong() {
    assertThatThrownBy(
            () ->
                new GeneratorOptions(
                    Shape.COLOURS,
                    5,
                    Duration.ofNanos(1_500_000),
                    null,
                    1,
                    "a\nb",
                    ZURICH,
                    Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--sensors: the shape colours has 1 to 4 sensors, not 5")
        .hasMessageContaining("--interval: ")
        .hasMessageContaining("--prefix: ")
        .hasMessageContaining("--for: ");
    assertThatThrownBy(() -> Shape.ofLabel("round"))
        .hasMessage("\"round\" is no shape; there are power, colours, constant");
    assertThat(Shape.ofLabel("colours")).isEqualTo(Shape.COLOURS);
  }

  private static double mean(SyntheticSensor sensor, String hour) {
    long from = Instant.parse(hour).toEpochMilli();
    return LongStream.range(0, 3_600)
        .mapToDouble(s -> sensor.value(from + s * 1_000))
        .average()
        .orElseThrow();
  }

  private static long digestOfADay(Shape shape) {
    return sensors(shape, 4, 42).stream()
        .mapToLong(sensor -> seconds(86_400).map(t -> Digest.of(t, sensor.value(t))).sum())
        .reduce(0, (a, b) -> a * 31 + b);
  }

  private static LongStream seconds(int count) {
    return LongStream.range(0, count).map(second -> DAY + second * 1_000);
  }

  private static List<SyntheticSensor> sensors(Shape shape, int count, long seed) {
    return shape.sensors(
        new GeneratorOptions(
            shape,
            count,
            Duration.ofSeconds(1),
            null,
            seed,
            GeneratorOptions.DEFAULT_PREFIX,
            ZURICH,
            null));
  }
}
