package dev.gridpulse.query.range;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
  @ParameterizedTest
  @CsvSource({
    "2021-05-02T10:00:00Z, UTC, 2021-05-02T10:00:00Z",
    "2021-05-02T10:00:00.007Z, UTC, 2021-05-02T10:00:00.007Z",
    "2021-05-02T10:00:00.120Z, UTC, 2021-05-02T10:00:00.120Z",
    "2021-05-02T10:00:00Z, Europe/Berlin, 2021-05-02T12:00:00+02:00",
    "2021-10-31T00:59:59Z, Europe/Berlin, 2021-10-31T02:59:59+02:00",
    "2021-10-31T01:00:00Z, Europe/Berlin, 2021-10-31T02:00:00+01:00",
    "2021-05-02T10:00:00Z, America/St_Johns, 2021-05-02T07:30:00-02:30",
    "1969-12-31T23:59:59.999Z, UTC, 1969-12-31T23:59:59.999Z",
    "0001-01-01T00:00:00Z, UTC, 0001-01-01T00:00:00Z",
    "9998-12-31T23:59:59Z, UTC, 9998-12-31T23:59:59Z",
    // Until 1972 Monrovia was 44 min 30 s behind: the nearest minute, and the same instant.
    "1971-06-01T12:00:00Z, Africa/Monrovia, 1971-06-01T11:16:00-00:44",
  })
  void writesTheLocalTimeAndItsOffset(Instant time, String zone, String expected) {
    assertThat(new TimeText(ZoneId.of(zone)).format(time.toEpochMilli())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia"})
  void agreesWithTheLibraryInWhateverOrderTimesCome(String zone) {
    Random random = new Random(7);
    TimeText text = new TimeText(ZoneId.of(zone));
    for (int i = 0; i < 20_000; i++) {
      Instant time = Instant.ofEpochSecond(random.nextLong(4_102_444_800L));
      assertThat(text.format(time.toEpochMilli()))
          .isEqualTo(
              DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                  time.atZone(ZoneId.of(zone)).toOffsetDateTime()));
    }
  }

  @Test
  void leavesNothingOfALongerTextBehind() {
    TimeText text = new TimeText(ZoneOffset.UTC);
    text.format(1);
    assertThat(text.format(0)).isEqualTo("1970-01-01T00:00:00Z");
  }
}
