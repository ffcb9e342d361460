package dev.gridpulse.query.store;

import dev.gridpulse.model.Resolution;
import dev.gridpulse.model.Rung;
import dev.gridpulse.query.range.Buckets;
import java.util.Optional;

/** What the figures of buckets are computed from: the coarsest that is exact. */
sealed interface Source {
  /** Windows of the buckets' own length and alignment, as they are. */
  record Stored(Rung rung) implements Source {}

  /** A few finer windows each, put together as they are read: the median is lost. */
  record Merged(Rung rung, Buckets.Even buckets) implements Source {
    /** With more of them, fetching each would cost more than having the database do the sums. */
    private static final int FEW = 6;

    private static boolean suits(Buckets.Even buckets, Rung rung) {
      return buckets.length() <= FEW * rung.millis();
    }
  }

  /** Finer windows, put together by the database: the median is lost. */
  record Composed(Rung rung) implements Source {}

  /** The same, with the median of the readings for those buckets whose readings are kept. */
  record ComposedWithMedian(Rung rung) implements Source {}

  /** The readings themselves. */
  record FromReadings() implements Source {}

  /** Whether windows are read as they are stored. */
  default boolean readsWindows() {
    return this instanceof Stored || this instanceof Merged;
  }

  /** How many rows the database sends for a bucket at most. */
  default int rowsOfABucket() {
    return this instanceof Merged(var rung, var buckets)
        ? Math.toIntExact(buckets.length() / rung.millis())
        : 1;
  }

  /** Chooses for buckets of a resolution; an edge within a window asks for something finer. */
  static Source of(Resolution resolution, Buckets buckets, boolean exactMedian) {
    Optional<Rung> coarsest =
        resolution
            .rung()
            .flatMap(
                limit -> {
                  Rung fitting = null;
                  for (Rung rung : Rung.values()) {
                    if (rung.compareTo(limit) <= 0 && buckets.alignedTo(rung.millis())) {
                      fitting = rung;
                    }
                  }
                  return Optional.ofNullable(fitting);
                });
    if (coarsest.isEmpty()) {
      return new FromReadings();
    }
    if (buckets instanceof Buckets.Even even && even.length() == coarsest.get().millis()) {
      return new Stored(coarsest.get());
    }
    if (exactMedian) {
      return new ComposedWithMedian(coarsest.get());
    }
    return buckets instanceof Buckets.Even even && Merged.suits(even, coarsest.get())
        ? new Merged(coarsest.get(), even)
        : new Composed(coarsest.get());
  }
}
