package dev.gridpulse.generator.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HouseholdTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final long NOON = Instant.parse("2025-06-14T12:00:00Z").toEpochMilli();
  private static final long HOUR = 3_600_000;

  private final Homes homes = new Homes(3, BERLIN);
  private final List<Household> hundred =
      IntStream.rangeClosed(1, 100).mapToObj(homes::home).toList();

  @Test
  void powerIsTheSumOfItsUses() {
    for (Household home : hundred.subList(0, 20)) {
      for (long time = NOON; time < NOON + 12 * HOUR; time += 977_000) {
        Map<Usage, Double> split = home.split(time);

        assertThat(split.values().stream().mapToDouble(w -> w).sum())
            .isCloseTo(home.power(time), within(1e-6));
        split.forEach(
            (usage, watts) ->
                assertThat(usage == Usage.SOLAR ? 0 - watts : watts)
                    .as("%s", usage)
                    .isNotNegative());
      }
    }
  }

  @Test
  void energyIsTheSumOfPowerOverTheSeconds() {
    Household home = with(true);
    long to = NOON + 2 * HOUR;

    double energy = 0;
    for (Usage usage : Usage.values()) {
      energy += home.energy(usage, NOON, to);
    }

    double sum = LongStream.range(0, 7_200).mapToDouble(s -> home.power(NOON + s * 1_000)).sum();
    assertThat(energy).isCloseTo(sum / 3_600_000, within(1e-9));
  }

  /** Second by second over two days, in a home with solar panels and one without. */
  @Test
  void theMeterCountsExactlyWhatIsTakenFromTheGrid() {
    for (Household home : List.of(with(true), with(false))) {
      ImportMeter meter = new ImportMeter(home, 0);
      long from = NOON / 1_000;
      long taken = meter.deciwattSeconds(from);
      int given = 0;
      int aroundZero = 0;
      for (long second = from; second < from + 2 * 86_400; second++) {
        assertThat(meter.deciwattSeconds(second)).isEqualTo(taken);
        int deciwatts = home.deciwatts(second);
        given += deciwatts < 0 ? 1 : 0;
        aroundZero += Math.abs(deciwatts) < 40 ? 1 : 0;
        taken += Math.max(0, deciwatts);
      }
      boolean solar = home.traits().solarPeak() > 0;
      assertThat(given > 0).as("negative net load").isEqualTo(solar);
      assertThat(aroundZero > 0).as("noise decides about the sign").isEqualTo(solar);
      assertThat(home.meter(1_000 * (from + 86_400))).isGreaterThan(home.meter(1_000 * from));
    }
  }

  @Test
  void theMeterShowsTheSameHoweverItIsReached() {
    Household home = with(true);
    int number = home.traits().number();
    Random random = new Random(5);
    long[] times =
        random.longs(40, NOON - 300 * 24 * HOUR, NOON + 200 * 24 * HOUR).sorted().toArray();

    double[] inOrder = LongStream.of(times).mapToDouble(home::meter).toArray();

    Household again = homes.home(number);
    assertThat(inOrder).isSorted();
    for (int i = times.length - 1; i >= 0; i--) {
      assertThat(again.meter(times[i])).isEqualTo(inOrder[i]);
    }
  }

  @Test
  void theMeterNeverGoesBack() {
    for (Household home : hundred.subList(0, 10)) {
      double last = 0;
      for (long time = NOON; time < NOON + 7 * 24 * HOUR; time += 61_700) {
        double shown = home.meter(time);
        assertThat(shown).isGreaterThanOrEqualTo(last);
        last = shown;
      }
    }
  }

  @Test
  void homesDifferInSizeAndEquipment() {
    assertThat(hundred).extracting(home -> home.traits().persons()).contains(1, 2, 3, 4);
    assertThat(count(home -> home.traits().persons() == 1)).isBetween(35, 47);
    assertThat(count(home -> home.traits().solarPeak() > 0)).isBetween(25, 35);
    assertThat(count(home -> home.traits().heatPump())).isBetween(15, 25);
    assertThat(count(home -> home.traits().electricWater())).isBetween(25, 35);
  }

  @Test
  void anyFiveNeighboursHaveSolarPanelsAmongThem() {
    for (int first = 0; first <= 95; first++) {
      assertThat(hundred.subList(first, first + 5)).anyMatch(home -> home.traits().solarPeak() > 0);
    }
  }

  private int count(Predicate<Household> condition) {
    return (int) hundred.stream().filter(condition).count();
  }

  private Household with(boolean solar) {
    return hundred.stream()
        .filter(home -> home.traits().solarPeak() > 0 == solar)
        .findFirst()
        .orElseThrow();
  }
}
