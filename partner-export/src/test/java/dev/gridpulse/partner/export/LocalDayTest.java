package dev.gridpulse.partner.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalDayTest {
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-03-29, 1380",
    "Europe/Berlin, 2026-10-25, 1500",
    "Europe/Berlin, 2026-06-01, 1440",
    "Asia/Kolkata, 2026-06-01, 1440",
    "Australia/Lord_Howe, 2026-04-05, 1470",
    "Australia/Lord_Howe, 2026-10-04, 1410",
    "Africa/Cairo, 2026-04-24, 1380",
    "UTC, 2026-03-29, 1440"
  })
  void hasTheMinutesOfItsZone(ZoneId zone, LocalDate date, int minutes) {
    LocalDay day = LocalDay.between(date, date.plusDays(1), zone).getFirst();

    assertThat(day.minutes()).isEqualTo(minutes);
    assertThat(day.minuteOf(day.start())).isZero();
    assertThat(day.minuteOf(day.end() - 1)).isEqualTo(minutes - 1);
  }

  @Test
  void followsTheDayBeforeWithoutAGap() {
    List<LocalDay> days =
        LocalDay.between(
            LocalDate.parse("2011-12-01"),
            LocalDate.parse("2012-01-05"),
            ZoneId.of("Pacific/Apia"));

    assertThat(days).hasSize(34).noneMatch(day -> day.date().toString().equals("2011-12-30"));
    for (int i = 1; i < days.size(); i++) {
      assertThat(days.get(i).start()).isEqualTo(days.get(i - 1).end());
    }
  }
}
