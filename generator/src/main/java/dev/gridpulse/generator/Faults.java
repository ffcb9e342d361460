package dev.gridpulse.generator;

import dev.gridpulse.generator.noise.Hash;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How often which fault is injected. Whether a reading is hit depends on seed, sensor and time
 * only, and at most one fault hits it; resets come on top.
 *
 * @param late share of the readings that are sent 4 to 1,000 intervals later, 0 to 1
 * @param duplicate share that is sent twice
 * @param drop share that is never sent
 * @param outOfOrder share that is sent after the reading that follows
 * @param reset share of the days on which a meter begins at zero again
 */
public record Faults(double late, double duplicate, double drop, double outOfOrder, double reset) {
  /** Nothing goes wrong. */
  public static final Faults NONE = new Faults(0, 0, 0, 0, 0);

  /** A late reading comes no later than this many intervals, which bounds what is held back. */
  static final int LATEST = 1_000;

  /** Shares are decimals, and their sum may miss 100 % by so much. */
  private static final double ROUNDING = 1e-9;

  private static final int EARLIEST = 4;
  private static final Pattern SHARE = Pattern.compile("([a-z-]+)=(\\d{1,3}(?:\\.\\d{1,9})?)%");

  /** What goes wrong with a reading. */
  public enum Kind {
    LATE,
    DUPLICATE,
    DROP,
    OUT_OF_ORDER,
    RESET;

    /** The name on the command line and in the ledger. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @throws IllegalArgumentException when a share is impossible, with a message for the user
   */
  public Faults {
    for (double share : new double[] {late, duplicate, drop, outOfOrder, reset}) {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("--faults: a share is 0% to 100%");
      }
    }
    if (late + duplicate + drop + outOfOrder > 1 + ROUNDING) {
      throw new IllegalArgumentException("--faults: more than 100% together");
    }
  }

  /**
   * Reads shares as in {@code late=1%,duplicate=0.5%}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static Faults parse(String text) {
    Map<Kind, Double> shares = new EnumMap<>(Kind.class);
    for (String part : text.split(",", -1)) {
      Matcher matcher = SHARE.matcher(part.strip());
      Kind kind = matcher.matches() ? kind(matcher.group(1)) : null;
      if (kind == null) {
        throw new IllegalArgumentException(
            ("--faults: \"%s\" is none of late, duplicate, drop, out-of-order, reset with a share,"
                    + " such as late=1%%")
                .formatted(part));
      }
      if (shares.put(kind, Double.parseDouble(matcher.group(2)) / 100) != null) {
        throw new IllegalArgumentException("--faults: %s is there twice".formatted(kind.label()));
      }
    }
    return new Faults(
        shares.getOrDefault(Kind.LATE, 0.0),
        shares.getOrDefault(Kind.DUPLICATE, 0.0),
        shares.getOrDefault(Kind.DROP, 0.0),
        shares.getOrDefault(Kind.OUT_OF_ORDER, 0.0),
        shares.getOrDefault(Kind.RESET, 0.0));
  }

  private static @Nullable Kind kind(String label) {
    for (Kind kind : Kind.values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    return null;
  }

  /** Whether anything goes wrong. */
  public boolean any() {
    return !equals(NONE);
  }

  /** What hits a reading, or null; never {@link Kind#RESET}. */
  @Nullable Kind at(long key, long timestamp) {
    double chance = Hash.uniform(key, timestamp);
    if (chance < late) {
      return Kind.LATE;
    }
    if (chance < late + duplicate) {
      return Kind.DUPLICATE;
    }
    if (chance < late + duplicate + drop) {
      return Kind.DROP;
    }
    return chance < late + duplicate + drop + outOfOrder ? Kind.OUT_OF_ORDER : null;
  }

  /** By how many intervals a late reading is late. */
  static int delay(long key, long timestamp) {
    return EARLIEST + Hash.below(LATEST - EARLIEST + 1, key + 1, timestamp);
  }
}
