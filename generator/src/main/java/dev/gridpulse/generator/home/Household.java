package dev.gridpulse.generator.home;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A home and its meter. Everything is a pure function of seed, home and time: any instant can be
 * asked for without those before it. Power is constant within each second, a multiple of 0.1 W, and
 * the sum of what each {@link Usage} draws; energy is its exact sum. Safe for many threads.
 */
public final class Household {
  private static final double DECIWATT_SECONDS_PER_KWH = 3.6e7;

  private final Traits traits;
  private final List<Appliance> appliances;
  private final Flicker flicker;
  private final ImportMeter meter;

  /** Immutable, so that threads which overwrite each other's do no harm. */
  private volatile HourCurve latest;

  Household(Traits traits, List<Appliance> appliances, Flicker flicker, double firstKwh) {
    this.traits = traits;
    this.appliances = appliances;
    this.flicker = flicker;
    this.latest = HourCurve.of(ImportMeter.EPOCH, appliances);
    this.meter = new ImportMeter(this, (long) (firstKwh * DECIWATT_SECONDS_PER_KWH));
  }

  /** What sort of home it is. */
  public Traits traits() {
    return traits;
  }

  /**
   * What the home takes from the grid, W; negative while it gives.
   *
   * @param timestamp milliseconds since the epoch
   */
  public double power(long timestamp) {
    return deciwatts(Math.floorDiv(timestamp, 1_000)) / 10.0;
  }

  /**
   * The same by what it is used for, W: the values add up to {@link #power}.
   *
   * @param timestamp milliseconds since the epoch
   */
  public Map<Usage, Double> split(long timestamp) {
    long second = Math.floorDiv(timestamp, 1_000);
    Map<Usage, Double> split = new EnumMap<>(Usage.class);
    for (Usage usage : Usage.values()) {
      split.put(usage, deciwattSeconds(usage, second, second + 1) / 10.0);
    }
    return split;
  }

  /**
   * What one use takes in [from, to), kWh; negative for what is produced.
   *
   * @param from milliseconds since the epoch, cut to seconds
   * @param to milliseconds since the epoch, cut to seconds
   */
  public double energy(Usage usage, long from, long to) {
    return deciwattSeconds(usage, Math.floorDiv(from, 1_000), Math.floorDiv(to, 1_000))
        / DECIWATT_SECONDS_PER_KWH;
  }

  /**
   * What the meter shows, kWh to the watt-hour: everything taken from the grid so far. It never
   * decreases; what is given to the grid is not counted.
   *
   * @param timestamp milliseconds since the epoch
   */
  public double meter(long timestamp) {
    long second = Math.floorDiv(timestamp, 1_000);
    long sum = meter.deciwattSeconds(second);
    long millis = Math.floorMod(timestamp, 1_000);
    if (millis > 0) {
      sum += Math.max(0, deciwatts(second)) * millis / 1_000;
    }
    return Math.floorDiv(sum, 36_000) / 1_000.0;
  }

  /** Tenths of a watt in a second since the epoch. */
  int deciwatts(long second) {
    HourCurve curve = latest;
    if (!curve.covers(second)) {
      curve = curve(HourCurve.hourOf(second));
      latest = curve;
    }
    return curve.at(second) + flicker.at(second);
  }

  HourCurve curve(long hour) {
    return HourCurve.of(hour, appliances);
  }

  Flicker flicker() {
    return flicker;
  }

  /** What everything together takes in [from, to), in tenths of a watt times seconds. */
  long deciwattSeconds(long from, long to) {
    Sum sum = new Sum(from, to);
    for (Appliance appliance : appliances) {
      appliance.draw(from, to, sum);
    }
    return sum.deciwattSeconds + flicker.sum(from, to);
  }

  private long deciwattSeconds(Usage usage, long from, long to) {
    Sum sum = new Sum(from, to);
    for (Appliance appliance : appliances) {
      if (appliance.usage() == usage) {
        appliance.draw(from, to, sum);
      }
    }
    return usage == Usage.STANDBY
        ? sum.deciwattSeconds + flicker.sum(from, to)
        : sum.deciwattSeconds;
  }

  /**
   * What sort of home it is.
   *
   * @param number 1 for the first
   * @param persons who live there, 1 to 5
   * @param electricWater whether water is heated by electricity
   * @param heatPump whether a heat pump heats it
   * @param solarPeak what its solar panels are sold as, W; 0 when there are none
   */
  public record Traits(
      int number, int persons, boolean electricWater, boolean heatPump, int solarPeak) {}

  /** Adds up stretches, cut to a range. */
  private static final class Sum implements Load {
    private final long from;
    private final long to;
    private long deciwattSeconds;

    Sum(long from, long to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public void add(long start, long end, int deciwatts) {
      long seconds = Math.min(end, to) - Math.max(start, from);
      if (seconds > 0) {
        deciwattSeconds += seconds * deciwatts;
      }
    }
  }
}
