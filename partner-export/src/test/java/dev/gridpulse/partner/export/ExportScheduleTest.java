package dev.gridpulse.partner.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportScheduleTest {
  private static final ExportSchedule MIDNIGHT = new ExportSchedule(LocalTime.MIDNIGHT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "Europe/Berlin",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "America/St_Johns",
        "Africa/Cairo",
        "America/Santiago",
        "Pacific/Kiritimati"
      })
  void makesOneExportForEachMidnightOfAYear(String id) {
    ZoneId zone = ZoneId.of(id);
    Instant since = Instant.parse("2026-01-01T11:00:00Z");
    Instant end = since.plus(Duration.ofDays(366));
    Map<LocalDate, Instant> made = new HashMap<>();
    for (Instant now = since; now.isBefore(end); now = now.plusSeconds(900)) {
      for (LocalDate date : MIDNIGHT.due(zone, since, now, made.keySet())) {
        assertThat(made.put(date, now)).isNull();
      }
    }

    LocalDate first = LocalDate.ofInstant(since, zone).plusDays(1);
    LocalDate last = LocalDate.ofInstant(end.minusSeconds(900), zone);
    assertThat(made.keySet())
        .containsExactlyInAnyOrderElementsOf(first.datesUntil(last.plusDays(1)).toList());
    made.forEach(
        (date, at) -> {
          ZonedDateTime local = at.atZone(zone);
          assertThat(local.toLocalDate()).isEqualTo(date);
          assertThat(at).isEqualTo(date.atStartOfDay(zone).toInstant());
        });
  }

  @Test
  void hasNoExportOfADayThatTheZoneSkipped() {
    ZoneId apia = ZoneId.of("Pacific/Apia");
    List<LocalDate> due =
        MIDNIGHT.due(
            apia,
            Instant.parse("2011-12-28T12:00:00Z"),
            Instant.parse("2012-01-01T12:00:00Z"),
            Set.of());

    assertThat(due)
        .containsExactly(
            LocalDate.parse("2011-12-29"),
            LocalDate.parse("2011-12-31"),
            LocalDate.parse("2012-01-01"),
            LocalDate.parse("2012-01-02"));
  }

  @Test
  void exportsNothingOfTheTimeBeforeItWasStarted() {
    Instant start = Instant.parse("2026-11-22T13:00:00Z");

    assertThat(MIDNIGHT.due(ZoneId.of("UTC"), start, start.plusSeconds(3600), Set.of())).isEmpty();
  }

  @Test
  void catchesUpWithEveryMissedNight() {
    Set<LocalDate> done = new HashSet<>(Set.of(LocalDate.parse("2026-11-03")));

    assertThat(
            MIDNIGHT.due(
                ZoneId.of("UTC"),
                Instant.parse("2026-11-01T13:00:00Z"),
                Instant.parse("2026-11-05T00:00:00Z"),
                done))
        .containsExactly(
            LocalDate.parse("2026-11-02"),
            LocalDate.parse("2026-11-04"),
            LocalDate.parse("2026-11-05"));
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 02:30, 2026-03-29, 2026-03-29T01:30:00Z",
    "Europe/Berlin, 02:30, 2026-10-25, 2026-10-25T00:30:00Z",
    "Asia/Kolkata, 00:01, 2026-11-01, 2026-10-31T18:31:00Z"
  })
  void waitsForTheSetTime(String zone, LocalTime time, LocalDate date, Instant expected) {
    ExportSchedule schedule = new ExportSchedule(time);
    Instant since = expected.minusSeconds(3600);

    assertThat(schedule.at(date, ZoneId.of(zone))).isEqualTo(expected);
    assertThat(schedule.due(ZoneId.of(zone), since, expected.minusSeconds(1), Set.of())).isEmpty();
    assertThat(schedule.due(ZoneId.of(zone), since, expected, Set.of())).containsExactly(date);
  }
}
