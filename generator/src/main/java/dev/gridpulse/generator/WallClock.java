package dev.gridpulse.generator;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The time of day in a zone, quickly for instants that lie close together. Safe for many threads.
 */
final class WallClock {
  static final long DAY_MS = 86_400_000;

  private final ZoneRules rules;

  /** Immutable, so that threads which overwrite each other's do no harm. */
  private volatile Span latest = new Span(0, 0, 0);

  WallClock(ZoneId zone) {
    this.rules = zone.getRules();
  }

  /** A time without a change of the clocks: [from, to), milliseconds since the epoch. */
  private record Span(long from, long to, long offset) {}

  /** Milliseconds since local midnight, as clocks on the wall show it. */
  int millisOfDay(long timestamp) {
    Span span = latest;
    if (timestamp < span.from || timestamp >= span.to) {
      span = spanAt(Instant.ofEpochMilli(timestamp));
      latest = span;
    }
    return (int) Math.floorMod(timestamp + span.offset, DAY_MS);
  }

  private Span spanAt(Instant instant) {
    ZoneOffsetTransition previous = rules.previousTransition(instant.plusNanos(1));
    ZoneOffsetTransition next = rules.nextTransition(instant);
    return new Span(
        previous == null ? Long.MIN_VALUE : previous.getInstant().toEpochMilli(),
        next == null ? Long.MAX_VALUE : next.getInstant().toEpochMilli(),
        rules.getOffset(instant).getTotalSeconds() * 1_000L);
  }
}
