package dev.gridpulse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "0ms,   PT0S",
    "1ms,   PT0.001S",
    "1500ms, PT1.5S",
    "30s,   PT30S",
    "007s,  PT7S",
    "15m,   PT15M",
    "36h,   PT36H",
    "93d,   P93D",
    "2w,    P14D",
    "999999999999ms, PT277777H46M39.999S"
  })
  void readsANumberAndAUnit(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S,     0ms",
    "PT0.001S, 1ms",
    "PT1.5S,   1500ms",
    "PT60S,    1m",
    "PT90S,    90s",
    "PT24H,    1d",
    "P7D,      1w",
    "P8D,      8d",
    "PT0.0019S, 1ms"
  })
  void writesTheLargestUnitThatFits(Duration duration, String text) {
    assertThat(Durations.format(duration)).isEqualTo(text);
  }

  @Test
  void readsBackWhatItWrote() {
    Random random = Samples.random();
    long[] units = {1, 1_000, 60_000, 3_600_000, 86_400_000, 604_800_000};
    for (int i = 0; i < 2_000; i++) {
      Duration duration =
          Duration.ofMillis(random.nextLong(1_000) * units[random.nextInt(units.length)]);

      assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "s",
        "5",
        "-5s",
        "+5s",
        "5 s",
        " 5s",
        "5s\n",
        "1.5s",
        "5S",
        "5M",
        "5sec",
        "PT5S",
        "1h30m",
        "٣s",
        "9999999999999s",
        "999999999999w"
      })
  void saysWhatIsWrongWithAnythingElse(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Durations.parse(text))
        .withMessageContaining("\"" + text + "\"");
  }
}
