package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.AggregateBatch;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which accumulations have windows of which quarter-hours in one batch, in the order of the key.
 */
final class QuarterClaims {
  private final NavigableMap<Quarter, Claim> claims = new TreeMap<>();

  /**
   * What a batch says of one quarter-hour.
   *
   * @param partition the readings' partition
   * @param opened the one accumulation in the batch, null when there are several
   * @param upTo the last offset in any of them
   */
  record Claim(int partition, @Nullable Long opened, long upTo) {}

  void add(Quarter quarter, AggregateBatch batch) {
    claims.merge(
        quarter,
        new Claim(batch.partition(), batch.opened(), batch.upTo()),
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
