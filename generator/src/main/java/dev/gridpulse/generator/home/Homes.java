package dev.gridpulse.generator.home;

import dev.gridpulse.generator.noise.Hash;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The homes of a seed and a zone, numbered from 1. What the homes have is spread evenly: of any
 * five neighbours one or two have solar panels, for example. Homes share calendar and weather.
 */
public final class Homes {
  private static final int REGIONS = 5;
  private static final double LATITUDE = 50;

  /** Residents of private households (Germany's microcensus 2022): 41 % live alone, 33 % in two. */
  private static final double[] PERSONS = {0.41, 0.74, 0.86, 0.96, 1};

  // Multiples of these irrational numbers fill the interval from 0 to 1 evenly.
  private static final double GOLDEN = 0.618_033_988_749_895;
  private static final double ROOT_OF_TWO = 0.414_213_562_373_095;
  private static final double ROOT_OF_THREE = 0.732_050_807_568_877;
  private static final double ROOT_OF_SEVEN = 0.645_751_311_064_591;

  private final long seed;
  private final LocalCalendar calendar;
  private final List<Town> towns;
  private final List<Weather> weathers = new ArrayList<>();
  private final List<Sun> suns = new ArrayList<>();

  public Homes(long seed, ZoneId zone) {
    this.seed = seed;
    this.calendar = new LocalCalendar(zone);
    this.towns = Town.in(zone);
    int standardOffset =
        zone.getRules()
            .getStandardOffset(Instant.ofEpochSecond(ImportMeter.EPOCH))
            .getTotalSeconds();
    for (int region = 0; region < (towns.isEmpty() ? REGIONS : towns.size()); region++) {
      double latitude = towns.isEmpty() ? LATITUDE : towns.get(region).latitude();
      weathers.add(new Weather(Hash.key(seed, "weather-" + region), standardOffset));
      suns.add(new Sun(latitude, standardOffset));
    }
  }

  /**
   * The home with a number.
   *
   * @param number 1 or more
   */
  public Household home(int number) {
    long key = Hash.key(seed, "home-" + number);
    int region = number % weathers.size();
    Household.Traits traits = traits(number);
    Residents residents = new Residents(Hash.key(key, "residents"), traits.persons());
    return new Household(
        traits,
        appliances(key, traits, residents, weathers.get(region), suns.get(region)),
        new Flicker(Hash.key(key, "flicker"), 40 + Hash.below(60, key, 0)),
        traits.persons() * 8_000 + 8_000 * Hash.uniform(key, 1));
  }

  private List<Appliance> appliances(
      long key, Household.Traits traits, Residents residents, Weather weather, Sun sun) {
    int persons = traits.persons();
    List<Appliance> appliances = new ArrayList<>();
    appliances.add(new Standby(Hash.key(key, "standby"), persons));
    appliances.add(new Fridge(Hash.key(key, "fridge"), persons));
    appliances.add(new Cooking(Hash.key(key, "cooking"), calendar, residents));
    appliances.add(new Washing(Hash.key(key, "washing"), calendar, residents));
    appliances.add(new Lighting(Hash.key(key, "lighting"), calendar, residents, sun));
    appliances.add(new Entertainment(Hash.key(key, "entertainment"), calendar, residents));
    appliances.add(
        new Heating(Hash.key(key, "heating"), calendar, weather, persons, traits.heatPump()));
    if (traits.electricWater()) {
      appliances.add(new WaterHeater(Hash.key(key, "water"), calendar, residents));
    }
    if (traits.solarPeak() > 0) {
      appliances.add(new Solar(Hash.key(key, "solar"), weather, sun, traits.solarPeak()));
    }
    return List.copyOf(appliances);
  }

  private Household.Traits traits(int number) {
    double share = spread(number, GOLDEN, "persons");
    int persons = 1;
    while (share >= PERSONS[persons - 1]) {
      persons++;
    }
    boolean electricWater = spread(number, ROOT_OF_TWO, "water") < 0.3;
    boolean heatPump = spread(number, ROOT_OF_THREE, "heating") < 0.2;
    double solar = spread(number, ROOT_OF_SEVEN, "solar");
    int solarPeak = solar < 0.3 ? 3_000 + 1_000 * (int) (solar / 0.3 * 7) : 0;
    return new Household.Traits(number, persons, electricWater, heatPump, solarPeak);
  }

  private double spread(int number, double step, String what) {
    double place = Hash.uniform(Hash.key(seed, what), 0) + number * step;
    return place - Math.floor(place);
  }

  /** Where a home stands, or null when no town of the zone is known. */
  public @Nullable Town town(int number) {
    return towns.isEmpty() ? null : towns.get(number % towns.size());
  }
}
