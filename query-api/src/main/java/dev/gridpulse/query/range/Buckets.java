package dev.gridpulse.query.range;

import dev.gridpulse.model.Resolution;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The buckets whose start lies in a range, without gaps, in order. Bucket {@code i} reaches from
 * {@code edge(i)} up to, not including, {@code edge(i + 1)}; its last reading may lie behind the
 * range's end.
 *
 * <p>A bucket of up to an hour begins where the local time of day is a multiple of its length, and
 * where the zone's offset changes by something else (half an hour on Lord Howe), so that it is
 * never longer than its name says. One of six hours begins at 00, 06, 12 and 18 o'clock local time,
 * on any day; days, weeks (from Monday) and months begin at local midnight, or at the day's first
 * instant where midnight does not exist. A day that the zone skipped has no bucket.
 */
public sealed interface Buckets {
  /** How many there are, 0 or more. */
  int count();

  /**
   * Where bucket {@code index} begins and the one before it ends, in milliseconds since the epoch.
   *
   * @param index from 0 to {@link #count()}, both included
   */
  long edge(int index);

  /** Whether windows of that length, aligned to the epoch, never cross an edge. */
  boolean alignedTo(long millis);

  /**
   * The buckets of a range.
   *
   * @param limit how many are allowed
   * @throws TooManyBuckets when there are more, data or not
   */
  static Buckets of(Resolution resolution, ZoneId zone, TimeRange range, int limit)
      throws TooManyBuckets {
    return within(resolution, zone, range, limit)
        .orElseThrow(() -> new TooManyBuckets(limit, finest(resolution, zone, range, limit)));
  }

  /**
   * The finest resolution, from that one on, of which a range has no more buckets than allowed, and
   * some.
   */
  static Optional<Resolution> finest(Resolution from, ZoneId zone, TimeRange range, int limit) {
    return Arrays.stream(Resolution.values())
        .filter(each -> each.compareTo(from) >= 0)
        .filter(
            each -> within(each, zone, range, limit).filter(some -> some.count() > 0).isPresent())
        .findFirst();
  }

  /** How many buckets of that resolution a range has; empty when they are more than allowed. */
  static OptionalInt count(Resolution resolution, ZoneId zone, TimeRange range, int limit) {
    return within(resolution, zone, range, limit)
        .map(buckets -> OptionalInt.of(buckets.count()))
        .orElse(OptionalInt.empty());
  }

  private static Optional<Buckets> within(
      Resolution resolution, ZoneId zone, TimeRange range, int limit) {
    return resolution.compareTo(Resolution.HOUR) <= 0
        ? new ClockBuckets(resolution.length().toMillis(), zone.getRules()).within(range, limit)
        : new CalendarBuckets(resolution, zone.getRules()).within(range, limit);
  }

  /**
   * Buckets of equal length.
   *
   * @param first where the first begins
   * @param length how long each is, in milliseconds
   */
  record Even(long first, long length, int count) implements Buckets {
    @Override
    public long edge(int index) {
      Objects.checkIndex(index, count + 1);
      return first + index * length;
    }

    @Override
    public boolean alignedTo(long millis) {
      return length % millis == 0 && first % millis == 0;
    }
  }

  /** Buckets of any length, by their edges: one more than there are buckets. */
  final class Uneven implements Buckets {
    private final long[] edges;

    Uneven(long[] edges) {
      this.edges = edges;
    }

    @Override
    public int count() {
      return Math.max(0, edges.length - 1);
    }

    @Override
    public long edge(int index) {
      return edges[index];
    }

    /** Edges before 1970 do not count: no reading is that old. */
    @Override
    public boolean alignedTo(long millis) {
      return Arrays.stream(edges).allMatch(edge -> edge < 0 || edge % millis == 0);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Uneven that && Arrays.equals(edges, that.edges);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(edges);
    }

    @Override
    public String toString() {
      return "Uneven" + Arrays.toString(edges);
    }
  }
}
