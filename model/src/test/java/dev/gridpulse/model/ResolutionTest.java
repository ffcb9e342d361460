package dev.gridpulse.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Period;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolutionTest {

  @ParameterizedTest
  @CsvSource({
    "1s,,          PT1S",
    "5s,  5s,      PT5S",
    "15s, 5s,      PT15S",
    "30s, 5s,      PT30S",
    "1m,  1m,      PT1M",
    "5m,  1m,      PT5M",
    "10m, 1m,      PT10M",
    "15m, 15m,     PT15M",
    "30m, 15m,     PT30M",
    "1h,  15m,     PT1H",
    "6h,  15m,     PT6H",
    "1d,  15m,     P1D",
    "1w,  15m,     P7D",
    "1M,  15m,     PT730H29M6S"
  })
  void isComposedOfTheCoarsestRungThatDividesIt(
      String label, @Nullable String rung, Duration length) {
    Resolution resolution = Resolution.ofLabel(label).orElseThrow();

    assertThat(resolution.label()).isEqualTo(label);
    assertThat(resolution.rung().map(Rung::label).orElse(null)).isEqualTo(rung);
    assertThat(resolution.length()).isEqualTo(length);
    assertThat(resolution.unit().getDuration().multipliedBy(resolution.amount())).isEqualTo(length);
  }

  @Test
  void hasTheDocumentedLabelsFinestFirst() {
    assertThat(Resolution.labels()).isEqualTo("1s 5s 15s 30s 1m 5m 10m 15m 30m 1h 6h 1d 1w 1M");
    assertThat(Resolution.values()).isSortedAccordingTo(Comparator.comparing(Resolution::length));
  }

  @Test
  void tellsMinutesFromMonths() {
    assertThat(Resolution.ofLabel("1m")).contains(Resolution.MINUTE);
    assertThat(Resolution.ofLabel("1M")).contains(Resolution.MONTH);
    assertThat(Resolution.MONTH.unit().isDateBased()).isTrue();
    assertThat(Period.ofMonths(Resolution.MONTH.amount())).isEqualTo(Period.ofMonths(1));
  }

  @Test
  void knowsNoOtherLabel() {
    for (String label :
        List.of("", "1", "s", "2s", "1S", "5M", "60s", " 5s", "5s ", "1y", "PT5S")) {
      assertThat(Resolution.ofLabel(label)).as(label).isEmpty();
    }
  }
}
