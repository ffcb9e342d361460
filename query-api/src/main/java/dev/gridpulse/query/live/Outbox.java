package dev.gridpulse.query.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What waits for one client. Events that all clients share are held by reference; when there are
 * too many of them, the latest of each series is kept and the others are counted, so that it never
 * holds more than its limit, or one for each series. Not for two threads at once.
 */
final class Outbox {
  /** The latest of a series, and what it stands for. */
  private static final class Kept {
    private LiveEvent latest;
    private LiveEvent newest;
    private long skipped;

    Kept(LiveEvent event) {
      this.latest = event;
      this.newest = event;
    }

    void add(LiveEvent event, LiveEvent last, int more) {
      newest = last;
      skipped += more;
      if (event.time() >= latest.time()) {
        latest = event;
      }
    }
  }

  private final int limit;

  /** What is not part of a series comes first and is never left out: there is little of it. */
  private final Deque<byte[]> notices = new ArrayDeque<>();

  private final Deque<LiveEvent> events = new ArrayDeque<>();

  /**
   * Once there were too many; in the order of their newest. The last one alone goes out with an id:
   * with that of another, a client that is cut off and resumes would miss what the others stand
   * for.
   */
  private final Map<Object, Kept> kept = new LinkedHashMap<>();

  /**
   * @param limit how many events wait, 1 or more
   */
  Outbox(int limit) {
    this.limit = limit;
  }

  /** Adds what must not be left out. */
  void addNotice(byte[] notice) {
    notices.add(notice);
  }

  /**
   * Adds an event.
   *
   * @return how many events are left out that were not before
   */
  int add(LiveEvent event) {
    if (!kept.isEmpty()) {
      return keep(event);
    }
    if (events.size() < limit) {
      events.add(event);
      return 0;
    }
    int skipped = 0;
    for (LiveEvent waiting : events) {
      skipped += keep(waiting);
    }
    events.clear();
    return skipped + keep(event);
  }

  /**
   * Adds events of one series that came together. For who is late that costs no more than one.
   *
   * @param latest the latest of them
   * @return how many events are left out that were not before
   */
  int addAll(List<LiveEvent> together, LiveEvent latest) {
    if (!kept.isEmpty()) {
      return keep(latest, together.getLast(), together.size());
    }
    int skipped = 0;
    for (LiveEvent event : together) {
      skipped += add(event);
    }
    return skipped;
  }

  private int keep(LiveEvent event) {
    return keep(event, event, 1);
  }

  private int keep(LiveEvent latest, LiveEvent newest, int count) {
    Kept of = kept.remove(latest.series());
    int skipped = of == null ? count - 1 : count;
    if (of == null) {
      of = new Kept(latest);
    }
    of.add(latest, newest, skipped);
    // To the end: ids go up.
    kept.put(latest.series(), of);
    return skipped;
  }

  /** How many more events fit before any is left out. */
  int free() {
    return kept.isEmpty() ? limit - events.size() : 0;
  }

  boolean isEmpty() {
    return notices.isEmpty() && events.isEmpty() && kept.isEmpty();
  }

  /** How many are held. */
  int size() {
    return notices.size() + events.size() + kept.size();
  }

  /**
   * Takes what comes next.
   *
   * @param bytes about how many at most; at least one event when there is any
   */
  List<byte[]> take(int bytes) {
    List<byte[]> taken = new ArrayList<>();
    int left = bytes;
    while (left > 0 && !notices.isEmpty()) {
      left -= add(taken, notices.remove());
    }
    while (left > 0 && !events.isEmpty()) {
      left -= add(taken, events.remove().bytes());
    }
    Iterator<Kept> rest = kept.values().iterator();
    while (left > 0 && rest.hasNext()) {
      Kept next = rest.next();
      boolean last = !rest.hasNext();
      left -= add(taken, next.latest.standingFor(last ? next.newest : null, next.skipped));
      rest.remove();
    }
    return taken;
  }

  private static int add(List<byte[]> taken, byte[] bytes) {
    taken.add(bytes);
    return bytes.length;
  }

  void clear() {
    notices.clear();
    events.clear();
    kept.clear();
  }
}
