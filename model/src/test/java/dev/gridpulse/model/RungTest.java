package dev.gridpulse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RungTest {

  @ParameterizedTest
  @CsvSource({
    "FIVE_SECONDS, 5s, 5000, aggregate_5s",
    "ONE_MINUTE, 1m, 60000, aggregate_1m",
    "QUARTER_HOUR, 15m, 900000, aggregate_15m"
  })
  void hasTheNamesThatOthersBuildOn(Rung rung, String label, long millis, String table) {
    assertThat(rung.label()).isEqualTo(label);
    assertThat(rung.millis()).isEqualTo(millis);
    assertThat(rung.length()).isEqualTo(Duration.ofMillis(millis));
    assertThat(rung.table()).isEqualTo(table);
    assertThat(Rung.ofLabel(label)).isEqualTo(rung);
  }

  @ParameterizedTest
  @CsvSource({
    "FIVE_SECONDS, 2021-05-02T10:00:00Z,     2021-05-02T10:00:00Z",
    "FIVE_SECONDS, 2021-05-02T10:00:04.999Z, 2021-05-02T10:00:00Z",
    "FIVE_SECONDS, 2021-05-02T10:00:05Z,     2021-05-02T10:00:05Z",
    "ONE_MINUTE,   2021-05-02T10:00:59.999Z, 2021-05-02T10:00:00Z",
    "QUARTER_HOUR, 2021-05-02T10:14:59.999Z, 2021-05-02T10:00:00Z",
    "QUARTER_HOUR, 2021-05-02T10:15:00Z,     2021-05-02T10:15:00Z",
    "QUARTER_HOUR, 1970-01-01T00:00:00Z,     1970-01-01T00:00:00Z",
    "FIVE_SECONDS, 1969-12-31T23:59:59.999Z, 1969-12-31T23:59:55Z",
    "FIVE_SECONDS, 1969-12-31T23:59:55Z,     1969-12-31T23:59:55Z",
    "FIVE_SECONDS, 1969-12-31T23:59:54.999Z, 1969-12-31T23:59:50Z",
    "ONE_MINUTE,   1969-12-31T23:59:59.999Z, 1969-12-31T23:59:00Z",
    "QUARTER_HOUR, 1969-12-31T23:44:59.999Z, 1969-12-31T23:30:00Z",
    "QUARTER_HOUR, 0001-01-01T00:00:00.001Z, 0001-01-01T00:00:00Z"
  })
  void findsTheWindowOfATime(Rung rung, Instant time, Instant start) {
    assertThat(Instant.ofEpochMilli(rung.windowStart(time.toEpochMilli()))).isEqualTo(start);
  }

  @ParameterizedTest
  @EnumSource
  void putsEveryTimeIntoOneWindowThatLiesInOneQuarterHour(Rung rung) {
    Random random = Samples.random();
    for (int i = 0; i < 10_000; i++) {
      long time = random.nextLong(-8_000_000_000_000L, 8_000_000_000_000L);

      long start = rung.windowStart(time);

      assertThat(start % rung.millis()).isZero();
      assertThat(time - start).isBetween(0L, rung.millis() - 1);
      assertThat(Rung.QUARTER_HOUR.windowStart(start))
          .isEqualTo(Rung.QUARTER_HOUR.windowStart(time));
    }
  }

  @Test
  void saysWhichLabelIsNone() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Rung.ofLabel("30s"))
        .withMessageContaining("30s");
  }
}
