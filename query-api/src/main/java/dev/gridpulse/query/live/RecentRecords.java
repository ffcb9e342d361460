package dev.gridpulse.query.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What was read last of one partition, without a hole and bounded in bytes. One thread adds,
 * several look.
 */
final class RecentRecords {
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
    if (head > 1_000 && head > records.size() / 2) {
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

  /** The records from an offset on of these sensors, and up to where they reach. */
  synchronized Found from(long offset, Set<String> sensors) {
    int at = indexOf(offset);
    List<RecentRecord> found = new ArrayList<>();
    for (int i = at; i < records.size(); i++) {
      if (sensors.contains(records.get(i).sensor())) {
        found.add(records.get(i));
      }
    }
    return new Found(found, next);
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
