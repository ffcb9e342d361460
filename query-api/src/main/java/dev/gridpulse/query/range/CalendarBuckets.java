package dev.gridpulse.query.range;

import dev.gridpulse.model.Resolution;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/** Buckets of the wall calendar: quarters of a day, days, weeks, months. */
final class CalendarBuckets {
  /** More than all changes of a zone's offset can add to or take from a range. */
  private static final long SLACK_MS = 4 * 86_400_000L;

  private final Resolution resolution;
  private final ZoneRules rules;

  CalendarBuckets(Resolution resolution, ZoneRules rules) {
    this.resolution = resolution;
    this.rules = rules;
  }

  /** The buckets that begin in the range, or empty when there are more than the limit. */
  Optional<Buckets> within(TimeRange range, int limit) {
    if ((range.length() - SLACK_MS) / longest() > limit + 1L) {
      return Optional.empty();
    }
    Edges edges = new Edges();
    LocalDateTime local = before(range.start());
    while (edges.size() == 0 || edges.last() <= range.end()) {
      local = local.plus(resolution.amount(), resolution.unit());
      long edge = instant(local);
      if (edge >= range.start()) {
        edges.add(edge);
      }
      if (edges.size() > limit + 1) {
        return Optional.empty();
      }
    }
    return Optional.of(edges.buckets());
  }

  private long longest() {
    return resolution == Resolution.MONTH ? 31 * 86_400_000L : resolution.length().toMillis();
  }

  /** The begin of a bucket that is surely before the first one. */
  private LocalDateTime before(long start) {
    LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(start), ZoneOffset.UTC).minusDays(2);
    return switch (resolution.unit()) {
      case WEEKS -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).atStartOfDay();
      case MONTHS -> day.withDayOfMonth(1).atStartOfDay();
      default -> day.atStartOfDay();
    };
  }

  /** The local time's instant: the earlier of two, and the end of the gap that swallowed it. */
  private long instant(LocalDateTime local) {
    ZoneOffsetTransition transition = rules.getTransition(local);
    if (transition != null && transition.isGap()) {
      return transition.toEpochSecond() * 1000;
    }
    return local.toEpochSecond(rules.getOffset(local)) * 1000;
  }
}
