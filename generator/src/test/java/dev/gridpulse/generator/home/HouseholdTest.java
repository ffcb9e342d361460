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

  /** To the watt-hour, second by second, in a home with solar panels and one without. */
  @Test
  void theMeterCountsExactlyWhatIsTakenFromTheGrid() {
    for (Household home : List.of(with(true), with(false))) {
      long from = NOON - 8 * HOUR;
      double before = home.meter(from);
      double deciwatts = 0;
      boolean gives = false;
      for (long time = from; time < NOON + 9 * HOUR; time += 1_000) {
        assertThat(home.meter(time)).isCloseTo(before + deciwatts / 3.6e7, within(0.0011));
        double power = home.power(time);
        gives |= power < 0;
        deciwatts += Math.max(0, Math.round(power * 10));
      }
      assertThat(gives).as("negative net load").isEqualTo(home.traits().solarPeak() > 0);
      assertThat(deciwatts).isPositive();
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
