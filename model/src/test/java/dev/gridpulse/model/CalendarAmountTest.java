package dev.gridpulse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Period;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarAmountTest {
  @Test
  void monthsAndYearsAreOfTheCalendar() {
    assertThat(Durations.parseAmount("3mo")).isEqualTo(Period.ofMonths(3));
    assertThat(Durations.parseAmount("1y")).isEqualTo(Period.ofYears(1));
    assertThat(LocalDateTime.of(2024, 5, 31, 0, 0).minus(Durations.parseAmount("3mo")))
        .isEqualTo(LocalDateTime.of(2024, 2, 29, 0, 0));
  }

  @Test
  void everythingElseIsADuration() {
    assertThat(Durations.parseAmount("250ms")).isEqualTo(Duration.ofMillis(250));
    assertThat(Durations.parseAmount("90m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(Durations.parseAmount("2d")).isEqualTo(Duration.ofDays(2));
    assertThat(Durations.parseAmount("1w")).isEqualTo(Duration.ofDays(7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "mo", "3 mo", "-1y", "1M", "3months", "1.5y"})
  void saysWhatADurationLooksLike(String text) {
    assertThatThrownBy(() -> Durations.parseAmount(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "\"%s\" is no duration; write a number and one of ms s m h d w mo y, such as 3mo",
            text);
  }
}
