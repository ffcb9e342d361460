package dev.gridpulse.simulator;

import dev.gridpulse.generator.home.Homes;
import dev.gridpulse.generator.home.Household;
import dev.gridpulse.generator.home.Usage;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits the consumption of made-up homes by use, as their appliances are known. What never rests
 * is left out, as no partner can tell what it is: it stays unattributed.
 */
final class HomeSplitter {
  /** The name ends in the number of the home, and in another word where it is its meter. */
  private static final Pattern HOME = Pattern.compile(".*?(\\d{5})(_energy)?");

  private static final Set<Usage> NOT_SPLIT = EnumSet.of(Usage.STANDBY, Usage.SOLAR);
  private static final double PARTS = 10_000;

  private final long seed;
  private final Map<ZoneId, Homes> homes = new HashMap<>();

  /**
   * @param seed of the generator that makes the homes up
   */
  HomeSplitter(long seed) {
    this.seed = seed;
  }

  /** The share of each use in what a home consumes; empty for what is no home. */
  Map<String, Double> split(String sensor, ZoneId zone, Instant start, Instant end) {
    Matcher name = HOME.matcher(sensor);
    if (!name.matches() || Integer.parseInt(name.group(1)) == 0) {
      return Map.of();
    }
    Household home =
        homes
            .computeIfAbsent(zone, any -> new Homes(seed, any))
            .home(Integer.parseInt(name.group(1)));
    return shares(home, start.toEpochMilli(), end.toEpochMilli());
  }

  private static Map<String, Double> shares(Household home, long from, long to) {
    Map<Usage, Double> energy = new EnumMap<>(Usage.class);
    double total = 0;
    for (Usage usage : Usage.values()) {
      double kwh = Math.max(0, home.energy(usage, from, to));
      energy.put(usage, kwh);
      total += kwh;
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    for (Map.Entry<Usage, Double> each : energy.entrySet()) {
      if (!NOT_SPLIT.contains(each.getKey()) && each.getValue() > 0) {
        shares.put(each.getKey().label(), Math.floor(each.getValue() / total * PARTS) / PARTS);
      }
    }
    return shares;
  }
}
