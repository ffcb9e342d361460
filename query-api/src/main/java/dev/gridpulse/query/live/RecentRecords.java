package dev.gridpulse.query.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was read last of one partition, without a hole and bounded in bytes. One thread adds,
 * several look.
 */
final class RecentRecords {
  private static final int DROPPED_PART = 16;

  private final long limit;
  private final List<RecentRecord> records = new ArrayList<>();
  private int head;
  private long bytes;
  private long first;
  private long next;

  /**
   * @param limit bytes that are kept
   * @param from the offset that is read first
   */
  RecentRecords(long limit, long from) {
    this.limit = limit;
    this.first = from;
    this.next = from;
  }

  synchronized void add(RecentRecord added) {
    records.add(added);
    bytes += added.size();
    next = added.offset() + 1;
    while (bytes > limit && head < records.size()) {
      RecentRecord dropped = records.get(head++);
      bytes -= dropped.size();
      first = dropped.offset() + 1;
    }
    // What was dropped is held for a little longer, but never much of it.
    if (head > records.size() / DROPPED_PART) {
      records.subList(0, head).clear();
      head = 0;
    }
  }

  /** All before this offset has been read, some of which may have been no record. */
  synchronized void readUpTo(long offset) {
    next = offset;
  }

  /** The first offset from which on everything is here. */
  synchronized long first() {
    return first;
  }

  /** The offset that is read next. */
  synchronized long next() {
    return next;
  }

  /** From which offset on records are of that time or later; {@link #first} when all may be. */
  synchronized long firstSince(long appendTime) {
    for (int i = records.size() - 1; i >= head; i--) {
      if (records.get(i).appendTime() < appendTime) {
        return records.get(i).offset() + 1;
      }
    }
    return first;
  }

  /** Whether there is a record older than that time, so that nothing since then is missing. */
  synchronized boolean reachesBackTo(long appendTime) {
    return first == 0 || (head < records.size() && records.get(head).appendTime() < appendTime);
  }

  /**
   * The records from an offset on of these sensors.
   *
   * @param most about how many bytes of them at most
   * @return empty when what was there is not here any more
   */
  synchronized Optional<Found> from(long offset, Set<String> sensors, long most) {
    if (offset < first) {
      return Optional.empty();
    }
    List<RecentRecord> found = new ArrayList<>();
    long size = 0;
    for (int i = indexOf(offset); i < records.size(); i++) {
      RecentRecord record = records.get(i);
      if (size >= most) {
        return Optional.of(new Found(found, record.offset()));
      }
      if (sensors.contains(record.sensor())) {
        found.add(record);
        size += record.size();
      }
    }
    return Optional.of(new Found(found, Math.max(offset, next)));
  }

  /** All records of these sensors. */
  synchronized List<RecentRecord> of(Set<String> sensors) {
    return from(first, sensors, Long.MAX_VALUE).orElseThrow().records();
  }

  private int indexOf(long offset) {
    int low = head;
    int high = records.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (records.get(middle).offset() < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Records of some sensors.
   *
   * @param next everything before this offset has been looked at
   */
  record Found(List<RecentRecord> records, long next) {}
}
