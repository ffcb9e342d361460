package dev.gridpulse.query.range;

import java.time.Instant;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * Buckets of up to an hour. What matters of a zone's offset is its <em>phase</em>, the remainder
 * after division by the bucket's length: while that stays, a change of offset changes nothing.
 */
final class ClockBuckets {
  private final long length;
  private final ZoneRules rules;

  ClockBuckets(long length, ZoneRules rules) {
    this.length = length;
    this.rules = rules;
  }

  /** The buckets that begin in the range, or empty when there are more than the limit. */
  Optional<Buckets> within(TimeRange range, int limit) {
    // None is longer than its length, so there are at least this many.
    if (range.length() / length > limit) {
      return Optional.empty();
    }
    long first = aligned(range.start(), phase(range.start()));
    long count = first > range.end() ? 0 : (range.end() - first) / length + 1;
    if (nextChange(range.start() - 1, first + count * length) == Long.MAX_VALUE) {
      return count > limit
          ? Optional.empty()
          : Optional.of(new Buckets.Even(first, length, (int) count));
    }
    return uneven(range, limit);
  }

  private Optional<Buckets> uneven(TimeRange range, int limit) {
    Edges edges = new Edges();
    long horizon = range.end() + length;
    long from = range.start();
    long change = nextChange(from - 1, horizon);
    if (change == from) {
      edges.add(from);
      change = nextChange(from, horizon);
    }
    while (edges.size() == 0 || edges.last() <= range.end()) {
      long edge = aligned(edges.size() == 0 ? from : edges.last() + 1, phase(from));
      if (edge >= change) {
        edge = change;
        from = change;
        change = nextChange(from, horizon);
      }
      edges.add(edge);
      if (edges.size() > limit + 1) {
        return Optional.empty();
      }
    }
    return Optional.of(edges.buckets());
  }

  /** The first instant from {@code at} on whose local time is a multiple of the length. */
  private long aligned(long at, long phase) {
    return Math.ceilDiv(at + phase, length) * length - phase;
  }

  private long phase(long at) {
    return Math.floorMod(
        rules.getOffset(Instant.ofEpochMilli(at)).getTotalSeconds() * 1000L, length);
  }

  /**
   * The first change of phase after {@code after} and before {@code horizon}, or the last of longs.
   */
  private long nextChange(long after, long horizon) {
    ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochMilli(after));
    while (next != null && next.toEpochSecond() * 1000 < horizon) {
      long at = next.toEpochSecond() * 1000;
      if (phase(at) != phase(at - 1)) {
        return at;
      }
      next = rules.nextTransition(next.getInstant());
    }
    return Long.MAX_VALUE;
  }
}
