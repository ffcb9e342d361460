package dev.gridpulse.query.range;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PulseTest {
  @ParameterizedTest
  @CsvSource({
    "30000, 2, 60000, 1.0",
    "30000, 1, 60000, 0.5",
    "30000, 3, 60000, 1.0",
    "30000, 1, 5000, 1.0",
    "1000, 82800, 82800000, 1.0",
  })
  void coverageIsTheShareOfWhatTheIntervalPromises(
      long interval, long count, long length, double expected) {
    Pulse pulse = new Pulse(OptionalLong.empty(), OptionalLong.of(interval));
    assertThat(pulse.coverage(count, 0, length)).hasValue(expected);
  }

  @Test
  void coverageIsUnknownWithoutAnInterval() {
    assertThat(new Pulse(OptionalLong.empty(), OptionalLong.empty()).coverage(5, 0, 60_000))
        .isEqualTo(OptionalDouble.empty());
    assertThat(new Pulse(OptionalLong.empty(), OptionalLong.of(0)).coverage(5, 0, 60_000))
        .isEqualTo(OptionalDouble.empty());
  }

  @Test
  void aBucketIsCompleteOnceAReadingHasPassedItsEnd() {
    Pulse pulse = new Pulse(OptionalLong.of(60_000), OptionalLong.empty());
    assertThat(pulse.complete(60_000)).isTrue();
    assertThat(pulse.complete(60_001)).isFalse();
    assertThat(new Pulse(OptionalLong.empty(), OptionalLong.empty()).complete(0)).isFalse();
  }
}
