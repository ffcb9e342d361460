package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.AggregateBatch;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which accumulations have windows of which quarter-hours in one batch, in the order of the key.
 */
final class QuarterClaims {
  /** An offset that is always stored: nothing has to be waited for. */
  private static final long NOTHING = -1;

  private final int generation;
  private final NavigableMap<Quarter, Claim> claims = new TreeMap<>();

  /**
   * @param generation the one that goes on: an accumulation of any other cannot own
   */
  QuarterClaims(int generation) {
    this.generation = generation;
  }

  int generation() {
    return generation;
  }

  /**
   * What a batch says of one quarter-hour.
   *
   * @param partition the readings' partition
   * @param opened the one accumulation in the batch, null when there are several or it cannot own
   * @param upTo the last offset in any of them
   */
  record Claim(int partition, @Nullable Long opened, long upTo) {}

  void add(Quarter quarter, AggregateBatch batch) {
    claims.merge(
        quarter,
        batch.generation() == generation
            ? new Claim(batch.partition(), batch.opened(), batch.upTo())
            : new Claim(batch.partition(), null, NOTHING),
        (a, b) ->
            new Claim(
                a.partition(),
                a.opened() != null && a.opened().equals(b.opened()) ? a.opened() : null,
                Math.max(a.upTo(), b.upTo())));
  }

  NavigableMap<Quarter, Claim> byQuarter() {
    return claims;
  }
}
