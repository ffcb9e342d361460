package dev.gridpulse.generator.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds a hundred homes against what is published; docs/generator.md names the sources. */
class LoadShapeTest {
  private static final List<Household> HOMES =
      IntStream.rangeClosed(1, 100).mapToObj(new Homes(1, LoadStatistics.BERLIN)::home).toList();

  private static final List<Household> PLAIN =
      homes(traits -> !traits.heatPump() && !traits.electricWater() && traits.solarPeak() == 0);

  @Test
  void homesUseAsMuchInAYearAsPublishedForTheirSize() {
    List<Household> unheated = homes(traits -> !traits.heatPump());

    assertThat(unheated)
        .allSatisfy(home -> assertThat(LoadStatistics.yearly(home)).isBetween(1_300.0, 6_500.0));
    // BDEW 2021: 1,900, 2,890, 3,720 and 4,085 kWh; a fifth more or less is allowed.
    double[] published = {1_900, 2_890, 3_720, 4_085};
    for (int persons = 1; persons <= published.length; persons++) {
      int size = persons;
      assertThat(mean(homes(t -> !t.heatPump() && t.persons() == size), LoadStatistics::yearly))
          .as("%d persons", persons)
          .isBetween(0.8 * published[persons - 1], 1.2 * published[persons - 1]);
    }
  }

  @Test
  void everyUseHasItsShareOfTheYear() {
    double all = mean(PLAIN, LoadStatistics::yearly);

    assertThat(share(PLAIN, Usage.FRIDGE) / all).isBetween(0.08, 0.20);
    assertThat(share(PLAIN, Usage.COOKING) / all).isBetween(0.08, 0.20);
    assertThat(share(PLAIN, Usage.WASHING) / all).isBetween(0.07, 0.20);
    assertThat(share(PLAIN, Usage.LIGHTING) / all).isBetween(0.04, 0.12);
    assertThat(share(PLAIN, Usage.ENTERTAINMENT) / all).isBetween(0.10, 0.30);
    assertThat(share(homes(Household.Traits::heatPump), Usage.HEATING)).isBetween(1_500.0, 4_000.0);
    assertThat(share(homes(Household.Traits::electricWater), Usage.WATER_HEATER))
        .isBetween(400.0, 1_500.0);
  }

  @Test
  void solarPanelsGiveAsMuchAsInGermany() {
    for (Household home : homes(traits -> traits.solarPeak() > 0)) {
      double perKilowatt =
          -LoadStatistics.yearly(home, Usage.SOLAR) / (home.traits().solarPeak() / 1_000.0);
      assertThat(perKilowatt).isBetween(850.0, 1_150.0);
    }
  }

  /**
   * Workdays against BDEW's standard load profile H0, of which a workday has 1.35 (summer) to 1.63
   * (winter) times its mean between 18 and 21 o'clock, and 1.16 to 1.25 times between 11 and 15.
   */
  @Test
  void aWorkdayHasTheShapeOfTheStandardLoadProfile() {
    for (int month : new int[] {1, 4, 7, 10}) {
      double[] workday =
          LoadStatistics.profile(PLAIN, day -> !isWeekend(day) && day.getMonthValue() == month);

      double mean = Arrays.stream(workday).average().orElseThrow();
      assertThat(mean(workday, 18, 21) / mean).as("evenings of %d", month).isBetween(1.3, 1.75);
      assertThat(mean(workday, 11, 15) / mean).as("noons of %d", month).isBetween(1.05, 1.4);
      assertThat(mean(workday, 2, 4) / mean).as("nights of %d", month).isBetween(0.35, 0.6);
    }
  }

  @Test
  void aDayHasABaseLoadAMorningAndAnEvening() {
    // A multiple of 7 would be of one weekday only.
    double[] profile = LoadStatistics.profile(PLAIN, day -> day.getDayOfYear() % 5 == 1);

    double mean = Arrays.stream(profile).average().orElseThrow();
    double night = mean(profile, 2, 4);
    double evening = mean(profile, 18, 21);
    assertThat(night).isBetween(50.0, 300.0);
    assertThat(night).isLessThan(0.75 * mean);
    assertThat(mean(profile, 6, 8)).isGreaterThan(1.2 * night);
    assertThat(evening).isGreaterThan(1.3 * mean);
    int highest = IntStream.range(0, 96).reduce(0, (a, b) -> profile[b] > profile[a] ? b : a);
    assertThat(highest / 4).isBetween(17, 20);
  }

  @Test
  void everyHomeHasABaseLoadOfItsOwn() {
    for (Household home : PLAIN) {
      double[] profile = LoadStatistics.profile(List.of(home), day -> day.getDayOfMonth() == 15);
      assertThat(mean(profile, 2, 4)).isBetween(50.0, 300.0);
    }
  }

  @Test
  void weekendsHaveTheirLoadInTheMiddleOfTheDay() {
    double[] weekend = LoadStatistics.profile(PLAIN, day -> isWeekend(day) && inMay(day));
    double[] workday = LoadStatistics.profile(PLAIN, day -> !isWeekend(day) && inMay(day));

    assertThat(mean(weekend, 11, 15)).isGreaterThan(1.15 * mean(workday, 11, 15));
    assertThat(mean(workday, 6, 7)).isGreaterThan(mean(weekend, 6, 7));
  }

  @Test
  void winterCostsMoreThanSummer() {
    List<Household> heated = homes(Household.Traits::heatPump);

    assertThat(monthly(PLAIN, 1)).isGreaterThan(1.1 * monthly(PLAIN, 7));
    assertThat(monthly(heated, 1)).isGreaterThan(2 * monthly(heated, 7));
  }

  private static boolean isWeekend(ZonedDateTime day) {
    return day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0;
  }

  private static boolean inMay(ZonedDateTime day) {
    return day.getMonthValue() == 5;
  }

  private static double monthly(List<Household> homes, int month) {
    return Arrays.stream(LoadStatistics.profile(homes, day -> day.getMonthValue() == month))
        .average()
        .orElseThrow();
  }

  private static double mean(double[] profile, int fromHour, int toHour) {
    return Arrays.stream(profile, 4 * fromHour, 4 * toHour).average().orElseThrow();
  }

  private static double share(List<Household> homes, Usage usage) {
    return mean(homes, home -> LoadStatistics.yearly(home, usage));
  }

  private static double mean(List<Household> homes, ToDoubleFunction<Household> value) {
    return homes.stream().mapToDouble(value).average().orElseThrow();
  }

  private static List<Household> homes(Predicate<Household.Traits> condition) {
    return HOMES.stream().filter(home -> condition.test(home.traits())).toList();
  }
}
