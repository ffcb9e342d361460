package dev.gridpulse.query.live;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.query.live.RecentRecords.Found;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one stream up to the present, on a thread that may wait for it: with the latest of each
 * sensor, or with what its client missed, from memory and, where that does not reach back, from
 * Kafka. What is left in the end is handed over in one step with the reader ({@link
 * LiveFeed#attach}). A client that is slow slows down this thread and nothing else.
 */
final class CatchUp implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

  /** Clients that are all cut off at once shall not all come back at once. */
  private static final int SHORTEST_RETRY_MS = 1_000;

  private static final int LONGEST_RETRY_MS = 3_000;

  /** How long the reader may be behind the database, or behind another instance. */
  private static final Duration READER_PATIENCE = Duration.ofSeconds(5);

  /**
   * Aggregates are written in transactions: those of an earlier time may become visible later, by
   * as much as a transaction takes.
   */
  private static final long AGGREGATES_SLACK_MS = 10_000;

  /** Who is not up to date by then gets what is left with omissions, and is told so. */
  private static final int ROUNDS = 10;

  private final LiveFeed feed;
  private final KafkaGap gap;
  private final LiveMetrics metrics;
  private final LiveStream stream;
  private final Optional<EventId> from;
  private final Supplier<LiveStart> start;
  private final EventEncoder encoder = new EventEncoder();
  private final Map<String, Newest> newest = new HashMap<>();
  private boolean kafka;

  CatchUp(
      LiveFeed feed,
      KafkaGap gap,
      LiveMetrics metrics,
      LiveStream stream,
      Optional<EventId> from,
      Supplier<LiveStart> start) {
    this.feed = feed;
    this.gap = gap;
    this.metrics = metrics;
    this.stream = stream;
    this.from = from;
    this.start = start;
  }

  /** A partition, and the record of it that comes next. */
  private static final class Progress {
    private final Track track;
    private long next;
    private int skip;

    Progress(Track track, long next, int skip) {
      this.track = track;
      this.next = next;
      this.skip = skip;
    }
  }

  @Override
  public void run() {
    try {
      stream.notice(
          EventEncoder.retry(
              Duration.ofMillis(
                  ThreadLocalRandom.current().nextInt(SHORTEST_RETRY_MS, LONGEST_RETRY_MS))));
      if (from.isPresent()) {
        resume(from.get());
      } else {
        begin();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stream.end(LiveStream.End.FEED);
    } catch (FeedBroken e) {
      stream.end(LiveStream.End.FEED);
    } catch (RuntimeException e) {
      // The client comes back.
      LOG.warn("A stream ends as it could not be brought up to date: {}", e.getMessage());
      stream.end(LiveStream.End.FEED);
    }
  }

  private void resume(EventId place) throws FeedBroken, InterruptedException {
    FeedLog log = feed.log();
    try {
      if (!log.has(place)) {
        throw new GapLost("the topic of readings was made anew");
      }
      if (!feed.awaitPlace(log, place, log.homes(stream.request().sensors()), READER_PATIENCE)) {
        throw new GapLost("the log of readings has lost its end");
      }
      knowNewest(log, start.get());
      follow(log, place);
      metrics.resumed(kafka);
    } catch (GapLost e) {
      metrics.resync();
      stream.notice(encoder.resync(e.reason()));
      begin();
    }
  }

  /** Begins with the latest, and goes on from where the database had come when it told them. */
  private void begin() throws FeedBroken, InterruptedException {
    FeedLog log = feed.log();
    LiveStart latest = start.get();
    EventId place = latest.place().filter(log::has).orElse(null);
    if (place == null) {
      place = feed.place(log);
    }
    knowNewest(log, latest);
    if (!feed.awaitPlace(log, place, log.homes(stream.request().sensors()), READER_PATIENCE)) {
      // The database knows what Kafka has lost.
      place = feed.place(log);
    }
    if (stream.request().readings()) {
      for (LiveStart.Latest each : latest.readings()) {
        if (!stream.put(encoder.reading(null, each.sensor(), each.time(), each.value()))) {
          return;
        }
      }
    }
    if (stream.request().aggregates()) {
      for (LiveStart.Window each : latest.windows()) {
        if (!stream.put(
            encoder.aggregate(
                null, each.sensor(), each.rung(), each.aggregate(), each.complete()))) {
          return;
        }
      }
    }
    if (!stream.put(EventEncoder.place(place))) {
      return;
    }
    stream.schedule();
    try {
      follow(log, place);
    } catch (GapLost e) {
      // The sink is far behind, or the client very slow.
      metrics.resync();
      stream.notice(encoder.resync(e.reason()));
      follow(log);
    }
  }

  /** Windows may be sent of which the reading that passed them is not. */
  private void knowNewest(FeedLog log, LiveStart latest) {
    if (!stream.request().aggregates()) {
      return;
    }
    latest.readings().forEach(each -> newest(each.sensor()).passed(each.time()));
    if (latest.place().filter(log::has).isEmpty()) {
      // Nothing has been stored yet: memory alone knows.
      lookAtMemory(log);
    }
  }

  private void lookAtMemory(FeedLog log) {
    Set<String> unknown = new HashSet<>();
    for (String sensor : stream.request().sensors()) {
      feed.newest(sensor).ifPresentOrElse(newest(sensor)::passed, () -> unknown.add(sensor));
    }
    RecordDecoder decoder = new RecordDecoder();
    for (int partition : log.homes(unknown)) {
      for (RecentRecord record : log.readings(partition).recent().of(unknown)) {
        ReadingBatch readings = decoder.readings(record, partition, log.partitions());
        for (int i = 0; readings != null && i < readings.size(); i++) {
          newest(record.sensor()).passed(readings.timestamp(i));
        }
      }
    }
  }

  private void follow(FeedLog log) throws FeedBroken, InterruptedException {
    try {
      follow(log, feed.place(log));
    } catch (GapLost e) {
      // The present is in memory.
      throw new IllegalStateException(e);
    }
  }

  private void follow(FeedLog log, EventId place) throws FeedBroken, GapLost, InterruptedException {
    List<Progress> parts = parts(log, place);
    RecordEvents events = new RecordEvents(log, place);
    for (int round = 1; ; round++) {
      for (Progress part : parts) {
        if (!advance(events, part)) {
          return;
        }
      }
      boolean whatever = round >= ROUNDS;
      if (feed.attach(log, stream, () -> finish(events, parts, whatever), newest)) {
        stream.schedule();
        return;
      }
    }
  }

  private List<Progress> parts(FeedLog log, EventId place) throws InterruptedException {
    Set<Integer> homes = log.homes(stream.request().sensors());
    List<Progress> parts = new ArrayList<>();
    // First the record that has passed in part: an id can tell of one such record only.
    for (Track track : inOrder(log, place)) {
      int partition = track.partition().partition();
      if (homes.contains(partition)) {
        if (track.hasReadings()) {
          parts.add(new Progress(track, place.offsets()[partition], place.skip(partition)));
        } else if (stream.request().aggregates()) {
          parts.add(new Progress(track, aggregatesSince(track, place.aggregatesTime()), 0));
        }
      }
    }
    return parts;
  }

  private static List<Track> inOrder(FeedLog log, EventId place) {
    List<Track> tracks = new ArrayList<>(log.tracks());
    if (place.index() > 0) {
      tracks.addFirst(tracks.remove(place.partition()));
    }
    return tracks;
  }

  private long aggregatesSince(Track track, long time) throws InterruptedException {
    RecentRecords recent = track.recent();
    long since = time - AGGREGATES_SLACK_MS;
    if (time <= 0) {
      return recent.next();
    }
    return recent.reachesBackTo(since)
        ? recent.firstSince(since)
        : gap.offsetSince(track.partition(), since, recent.first());
  }

  /** Up to where memory reaches now; false when the stream has ended. */
  private boolean advance(RecordEvents events, Progress part) throws GapLost, InterruptedException {
    RecentRecords recent = part.track.recent();
    Set<String> sensors = stream.request().sensors();
    long until = recent.next();
    do {
      Optional<Found> found = recent.from(part.next, sensors, KafkaGap.PORTION_BYTES);
      if (found.isEmpty()) {
        kafka = true;
        found = Optional.of(gap.read(part.track.partition(), part.next, recent.first(), sensors));
      }
      if (!put(events, part, found.get())) {
        return false;
      }
    } while (part.next < until);
    return true;
  }

  private boolean put(RecordEvents events, Progress part, Found found) throws InterruptedException {
    for (RecentRecord record : found.records()) {
      for (LiveEvent event : events(events, part, record)) {
        if (!stream.put(event)) {
          return false;
        }
      }
    }
    passed(events, part, found.next());
    stream.schedule();
    return true;
  }

  private List<LiveEvent> events(RecordEvents events, Progress part, RecentRecord record) {
    Track track = part.track;
    int skip = record.offset() == part.next ? part.skip : 0;
    List<LiveEvent> made =
        track.rung() == null
            ? events.readings(track.partition().partition(), record, skip, newest(record.sensor()))
            : events.windows(track.rung(), record, newest(record.sensor()));
    boolean wanted = track.rung() != null || stream.request().readings();
    return wanted ? made : List.of();
  }

  private static void passed(RecordEvents events, Progress part, long next) {
    if (next > part.next) {
      part.next = next;
      part.skip = 0;
    }
    if (part.track.hasReadings() && part.skip == 0) {
      events.passed(part.track.partition().partition(), part.next);
    }
  }

  /** With the reader held: hands over what came since, if it fits or must. */
  private boolean finish(RecordEvents events, List<Progress> parts, boolean whatever) {
    Set<String> sensors = stream.request().sensors();
    List<Found> rest = new ArrayList<>();
    int records = 0;
    for (Progress part : parts) {
      Optional<Found> found = part.track.recent().from(part.next, sensors, Long.MAX_VALUE);
      if (found.isEmpty()) {
        // It fell out of memory while the client was waited for: nothing may be left out unsaid.
        return false;
      }
      records += found.get().records().size();
      rest.add(found.get());
    }
    if (records > stream.free() && !whatever) {
      return false;
    }
    List<LiveEvent> last = new ArrayList<>();
    long[] before = parts.stream().mapToLong(part -> part.next).toArray();
    for (int i = 0; i < parts.size(); i++) {
      for (RecentRecord record : rest.get(i).records()) {
        last.addAll(events(events, parts.get(i), record));
      }
    }
    if (last.size() > stream.free() && !whatever) {
      // Encoded in vain, and encoded again in the next round.
      for (int i = 0; i < parts.size(); i++) {
        rewind(events, parts.get(i), before[i]);
      }
      return false;
    }
    last.forEach(stream::offer);
    for (int i = 0; i < parts.size(); i++) {
      passed(events, parts.get(i), rest.get(i).next());
    }
    return true;
  }

  private static void rewind(RecordEvents events, Progress part, long next) {
    if (part.track.hasReadings()) {
      events.passed(part.track.partition().partition(), next);
    }
  }

  private Newest newest(String sensor) {
    return newest.computeIfAbsent(sensor, _ -> new Newest());
  }
}
