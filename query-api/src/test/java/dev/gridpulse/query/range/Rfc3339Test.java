package dev.gridpulse.query.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
  @ParameterizedTest
  @CsvSource({
    "2021-05-02T10:00:00Z, 2021-05-02T10:00:00Z",
    "2021-05-02t10:00:00z, 2021-05-02T10:00:00Z",
    "2021-05-02 10:00:00Z, 2021-05-02T10:00:00Z",
    "2021-05-02T12:00:00+02:00, 2021-05-02T10:00:00Z",
    "2021-05-02T12:00:00 02:00, 2021-05-02T10:00:00Z",
    "2021-05-02T06:30:00-03:30, 2021-05-02T10:00:00Z",
    "2021-05-02T10:00:00.5Z, 2021-05-02T10:00:00.500Z",
    "2021-05-02T10:00:00.123456789987Z, 2021-05-02T10:00:00.123456789Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "9998-12-31T23:59:59Z, 9998-12-31T23:59:59Z",
  })
  void readsATimeWithAnOffset(String text, Instant expected) {
    assertThat(Rfc3339.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2021-13-01",
        "2021-05-02",
        "1619949600",
        "2021-05-02T10:00Z",
        "2021-05-02T10:00:00+02",
        "2021-05-02T10:00:00.Z",
        "2021-05-02T10:00:00Zjunk",
        "+12021-05-02T10:00:00Z",
        "٢٠٢١-05-02T10:00:00Z",
      })
  void saysWhatATimeLooksLike(String text) {
    assertThatThrownBy(() -> Rfc3339.parse(text))
        .isInstanceOf(DateTimeException.class)
        .hasMessageStartingWith("'" + text + "' is no RFC 3339 time with an offset, such as ");
  }

  @Test
  void asksForTheOffsetThatIsMissing() {
    assertThatThrownBy(() -> Rfc3339.parse("2021-05-02T10:00:00"))
        .isInstanceOf(DateTimeException.class)
        .hasMessageContaining("'2021-05-02T10:00:00' has no offset; add Z or an offset");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2021-02-29T10:00:00Z",
        "2021-13-01T10:00:00Z",
        "2021-05-02T24:00:00Z",
        "2021-05-02T10:00:60Z",
        "2021-05-02T10:00:00+19:00",
        "2021-05-02T10:00:00+02:60",
      })
  void refusesWhatTheCalendarDoesNotHave(String text) {
    assertThatThrownBy(() -> Rfc3339.parse(text))
        .isInstanceOf(DateTimeException.class)
        .hasMessageContaining("is not a time that exists");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"})
  void refusesYearsThatAnswersCannotBeWrittenIn(String text) {
    assertThatThrownBy(() -> Rfc3339.parse(text))
        .isInstanceOf(DateTimeException.class)
        .hasMessageContaining("years 1 to 9998");
  }
}
