package dev.gridpulse.model;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the partner says a sensor's consumption is used for: a record of {@link
 * Topics#PARTNER_USAGE}. What its shares leave is not attributed.
 *
 * @param exportId the export it was made of
 * @param sensor the sensor's name
 * @param start of the time it is about, inclusive
 * @param end of that time, exclusive
 * @param usages at most {@link #MOST_USAGES}, each usage once, whose shares add up to 1 at most
 */
public record UsageSplit(
    String exportId, String sensor, Instant start, Instant end, List<Share> usages) {
  /** The most usages that one answer may have. */
  public static final int MOST_USAGES = 100;

  /** The longest name of a usage, in characters. */
  public static final int LONGEST_USAGE = 100;

  /** Longer than any that there is. */
  private static final int LONGEST_ID = 200;

  /** Sums of decimals are not exact in binary. */
  private static final double TOLERANCE = 1e-9;

  /**
   * @throws IllegalArgumentException with what is wrong, for the partner
   */
  public UsageSplit {
    usages = List.copyOf(usages);
    SensorName.require(sensor);
    if (exportId.length() > LONGEST_ID || exportId.codePoints().anyMatch(UsageSplit::isRefused)) {
      throw new IllegalArgumentException("\"exportId\" is none that was ever given");
    }
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("\"period\" ends before it begins");
    }
    if (usages.size() > MOST_USAGES) {
      throw new IllegalArgumentException(
          "%d usages, at most %d are allowed".formatted(usages.size(), MOST_USAGES));
    }
    Set<String> seen = new HashSet<>();
    for (Share share : usages) {
      if (!seen.add(share.usage())) {
        throw new IllegalArgumentException("usage \"%s\" is there twice".formatted(share.usage()));
      }
    }
    double sum = usages.stream().mapToDouble(Share::share).sum();
    if (sum > 1 + TOLERANCE) {
      throw new IllegalArgumentException("the shares add up to %s, more than 1".formatted(sum));
    }
  }

  /**
   * One use.
   *
   * @param usage such as {@code water heater}
   * @param share of the consumption, 0 to 1
   */
  public record Share(String usage, double share) {
    /**
     * @throws IllegalArgumentException with what is wrong, for the partner
     */
    public Share {
      if (usage.isBlank()
          || usage.length() > LONGEST_USAGE
          || usage.codePoints().anyMatch(UsageSplit::isRefused)) {
        throw new IllegalArgumentException(
            "a usage has 1 to %d characters, and no control characters".formatted(LONGEST_USAGE));
      }
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "the share of \"%s\" is %s, not 0 to 1".formatted(usage, share));
      }
    }
  }

  /** Control characters and halves of surrogate pairs. */
  private static boolean isRefused(int character) {
    return Character.isISOControl(character)
        || (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE);
  }
}
