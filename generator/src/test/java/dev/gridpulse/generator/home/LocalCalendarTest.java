package dev.gridpulse.generator.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalCalendarTest {
  private final LocalCalendar berlin = new LocalCalendar(ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @CsvSource({
    // The clocks go forward at 02:00: what falls into the gap comes at its end.
    "2026-03-29, 01:59, 2026-03-29T00:59:00Z",
    "2026-03-29, 02:30, 2026-03-29T01:00:00Z",
    "2026-03-29, 03:00, 2026-03-29T01:00:00Z",
    "2026-03-29, 19:00, 2026-03-29T17:00:00Z",
    // They go back at 03:00: what comes twice means the first time.
    "2026-10-25, 02:30, 2026-10-25T00:30:00Z",
    "2026-10-25, 03:00, 2026-10-25T02:00:00Z",
    "2026-10-25, 19:00, 2026-10-25T18:00:00Z",
    "2026-07-01, 19:00, 2026-07-01T17:00:00Z",
  })
  void findsATimeOnTheWall(LocalDate date, LocalTime time, Instant expected) {
    LocalDay day = berlin.day(date.toEpochDay());

    assertThat(Instant.ofEpochSecond(day.at(time.toSecondOfDay()))).isEqualTo(expected);
  }

  /** At midnight of this day they go back by an hour: the last hour comes twice. */
  @Test
  void findsATimeOnTheWallWhereClocksGoBackAtMidnight() {
    LocalDay day =
        new LocalCalendar(ZoneId.of("America/Santiago")).day(LocalDate.of(2026, 4, 4).toEpochDay());

    assertThat(day.end() - day.start()).isEqualTo(25 * 3_600);
    assertThat(Instant.ofEpochSecond(day.at(19 * 3_600)))
        .isEqualTo(Instant.parse("2026-04-04T22:00:00Z"));
  }

  @Test
  void findsTheDayOfEverySecond() {
    ZoneId[] zones = {
      ZoneId.of("Europe/Berlin"),
      ZoneId.of("America/Havana"),
      ZoneId.of("Pacific/Kiritimati"),
      ZoneId.of("Australia/Lord_Howe")
    };
    for (ZoneId zone : zones) {
      LocalCalendar calendar = new LocalCalendar(zone);
      Instant end = Instant.parse("2027-01-01T00:00:00Z");
      for (Instant at = Instant.parse("2025-12-31T00:00:00Z");
          at.isBefore(end);
          at = at.plus(Duration.ofMinutes(29))) {
        LocalDay day = calendar.dayOf(at.getEpochSecond());
        assertThat(day.epochDay()).isEqualTo(at.atZone(zone).toLocalDate().toEpochDay());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-04-03, true", // Good Friday
    "2026-04-06, true",
    "2026-05-14, true", // Ascension
    "2026-05-25, true",
    "2026-10-03, true",
    "2026-12-25, true",
    "2026-04-07, false",
    "2026-11-21, true", // a Saturday
    "2026-11-23, false",
  })
  void knowsHolidays(LocalDate date, boolean free) {
    assertThat(berlin.day(date.toEpochDay()).free()).isEqualTo(free);
    assertThat(berlin.day(date.toEpochDay() - 1).freeTomorrow()).isEqualTo(free);
  }

  @ParameterizedTest
  @CsvSource({"2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"})
  void knowsEaster(LocalDate sunday) {
    assertThat(Holidays.easterSunday(sunday.getYear())).isEqualTo(sunday);
  }
}
