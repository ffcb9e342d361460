package dev.gridpulse.ingest;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Turns the local times of one series, in the order of the file, into instants. Of a time that
 * comes twice in the year, order tells which it is: a file that goes forward is in the first pass
 * until time steps back, one that goes backward in the second until time steps forward. A step of a
 * few intervals is a late row and no such step; the same time again is one, when the series goes in
 * steps as long as the repeated hour.
 */
final class NaiveTimes {
  /** The result for a time that the clocks leave out. */
  static final long NONEXISTENT = Long.MIN_VALUE + 1;

  private static final long NONE = Long.MIN_VALUE;

  /** A longer step back is another stretch of time, and tells nothing of the direction. */
  private static final long DAY = 86_400_000;

  /** Fewer intervals back is a late row. */
  private static final int LATE_ROWS = 10;

  private final ZoneRules rules;

  /** Local times in [plainFrom, plainTo) have {@code plainOffset} and no other. */
  private long plainFrom = 0;

  private long plainTo = 0;
  private long plainOffset;

  private long last = NONE;
  private long lastStep;

  /** The shortest step so far, forward or backward. */
  private long interval = Long.MAX_VALUE;

  /** The repeated hour in which the series is. */
  private @Nullable ZoneOffsetTransition overlap;

  private boolean backward;
  private boolean secondPass;

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
    if (lastStep != 0) {
      interval = Math.min(interval, Math.abs(lastStep));
    }
    last = local;
    return local - offset;
  }

  private long offsetMillis(long local) {
    LocalDateTime time = toLocalDateTime(local);
    ZoneOffsetTransition transition = rules.getTransition(time);
    if (transition == null) {
      overlap = null;
      rememberPlain(time, rules.getOffset(time));
      return plainOffset;
    }
    if (transition.isGap()) {
      return NONEXISTENT;
    }
    if (!transition.equals(overlap)) {
      overlap = transition;
      backward = last != NONE && local < last && last - local < DAY;
      secondPass = backward;
    } else if (secondPass == backward && isNextPass(local, transition)) {
      secondPass = !backward;
    }
    return millis(secondPass ? transition.getOffsetAfter() : transition.getOffsetBefore());
  }

  private boolean isNextPass(long local, ZoneOffsetTransition transition) {
    long length = -transition.getDuration().toMillis();
    long turn = backward ? local - last : last - local;
    if (turn == 0) {
      return Math.abs(lastStep) >= length;
    }
    long late = interval == Long.MAX_VALUE ? 0 : interval;
    return turn > 0 && turn >= Math.min(length - 2 * late, LATE_ROWS * late);
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
