package dev.gridpulse.ingest;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Turns the local times of one series, in the order of the file, into instants. A time that comes
 * twice in the year is of the first pass until time steps back, then of the second; when the series
 * itself goes in steps as long as the repeated hour, the same time again is such a step too.
 */
final class NaiveTimes {
  /** The result for a time that the clocks leave out. */
  static final long NONEXISTENT = Long.MIN_VALUE + 1;

  private static final long NONE = Long.MIN_VALUE;

  private final ZoneRules rules;

  /** Local times in [plainFrom, plainTo) have {@code plainOffset} and no other. */
  private long plainFrom = 0;

  private long plainTo = 0;
  private long plainOffset;

  private long last = NONE;
  private long lastStep;

  /** The transition in whose second pass the series is. */
  private @Nullable ZoneOffsetTransition secondPass;

  NaiveTimes(ZoneId zone) {
    this.rules = zone.getRules();
  }

  /**
   * The instant of a local time.
   *
   * @param local milliseconds since 1970-01-01T00:00 of the local clock
   * @return milliseconds since the epoch, or {@link #NONEXISTENT}
   */
  long toInstant(long local) {
    long offset = local >= plainFrom && local < plainTo ? plainOffset : offsetMillis(local);
    if (offset == NONEXISTENT) {
      return NONEXISTENT;
    }
    lastStep = last == NONE ? 0 : local - last;
    last = local;
    return local - offset;
  }

  private long offsetMillis(long local) {
    LocalDateTime time = toLocalDateTime(local);
    ZoneOffsetTransition transition = rules.getTransition(time);
    if (transition == null) {
      secondPass = null;
      rememberPlain(time, rules.getOffset(time));
      return plainOffset;
    }
    if (transition.isGap()) {
      return NONEXISTENT;
    }
    if (!transition.equals(secondPass) && stepsBack(local, transition)) {
      secondPass = transition;
    }
    return millis(
        transition.equals(secondPass) ? transition.getOffsetAfter() : transition.getOffsetBefore());
  }

  private boolean stepsBack(long local, ZoneOffsetTransition overlap) {
    long length = -overlap.getDuration().toMillis();
    return last != NONE && (local < last || (local == last && lastStep >= length));
  }

  private void rememberPlain(LocalDateTime time, ZoneOffset offset) {
    Instant instant = time.toInstant(offset);
    ZoneOffsetTransition previous = rules.previousTransition(instant.plusNanos(1));
    ZoneOffsetTransition next = rules.nextTransition(instant);
    plainOffset = millis(offset);
    plainFrom =
        previous == null
            ? NONE
            : Math.max(
                toMillis(previous.getDateTimeBefore()), toMillis(previous.getDateTimeAfter()));
    plainTo =
        next == null
            ? Long.MAX_VALUE
            : Math.min(toMillis(next.getDateTimeBefore()), toMillis(next.getDateTimeAfter()));
  }

  private static LocalDateTime toLocalDateTime(long local) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(local, 1_000L), Math.floorMod(local, 1_000) * 1_000_000, ZoneOffset.UTC);
  }

  private static long toMillis(LocalDateTime time) {
    return time.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static long millis(ZoneOffset offset) {
    return offset.getTotalSeconds() * 1_000L;
  }
}
