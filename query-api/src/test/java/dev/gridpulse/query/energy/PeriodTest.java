package dev.gridpulse.query.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {
  @ParameterizedTest
  @CsvSource({
    "day,   2024-02-29, 2024-02-29, 2024-03-01, 2024-02-28, 2023-02-28",
    "week,  2021-05-02, 2021-04-26, 2021-05-03, 2021-04-19, 2020-04-20",
    // Week 53 of 2020; 2019 has 52.
    "week,  2021-01-01, 2020-12-28, 2021-01-04, 2020-12-21, 2019-12-23",
    "week,  2021-01-04, 2021-01-04, 2021-01-11, 2020-12-28, 2019-12-30",
    "month, 2021-03-31, 2021-03-01, 2021-04-01, 2021-02-01, 2020-03-01",
    "month, 2021-01-15, 2021-01-01, 2021-02-01, 2020-12-01, 2020-01-01",
    "year,  2020-02-29, 2020-01-01, 2021-01-01, 2019-01-01, 2019-01-01",
  })
  void hasABeginAnEndAndOthersBeforeIt(
      String label,
      LocalDate day,
      LocalDate begin,
      LocalDate next,
      LocalDate previous,
      LocalDate previousYear) {
    Period period = Period.ofLabel(label).orElseThrow();
    assertThat(period.begin(day)).isEqualTo(begin);
    assertThat(period.next(begin)).isEqualTo(next);
    assertThat(period.previous(begin)).isEqualTo(previous);
    assertThat(period.previousYear(begin)).isEqualTo(previousYear);
  }
}
