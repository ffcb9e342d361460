package dev.gridpulse.query.live;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Rung;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes events of records, and moves a place along. What goes out live and what is caught up with
 * come from here, so that they are the same. Not for two threads at once.
 */
final class RecordEvents {
  private final FeedLog log;
  private final long[] offsets;
  private final RecordDecoder decoder = new RecordDecoder();
  private final EventEncoder encoder = new EventEncoder();
  private long aggregatesTime;

  /**
   * @param from the place where it begins
   */
  RecordEvents(FeedLog log, EventId from) {
    this.log = log;
    this.offsets = from.offsets().clone();
    this.aggregatesTime = from.aggregatesTime();
  }

  /** Everything before an offset has passed. */
  void passed(int partition, long next) {
    offsets[partition] = next;
  }

  /** Aggregates of that append time have passed. */
  void passedAggregates(long appendTime) {
    aggregatesTime = Math.max(aggregatesTime, appendTime);
  }

  /** Where it goes on. */
  EventId place() {
    return new EventId(log.topic(), offsets.clone(), aggregatesTime);
  }

  /**
   * The events of a record of readings, which passes with the last one.
   *
   * @param skip how many of its readings have passed already
   * @param newest moved on to the times of the readings
   */
  List<LiveEvent> readings(int partition, RecentRecord record, int skip, Newest newest) {
    ReadingBatch readings = decoder.readings(record, partition, log.partitions());
    if (readings == null) {
      offsets[partition] = record.offset() + 1;
      return List.of();
    }
    List<LiveEvent> events = new ArrayList<>(readings.size());
    for (int i = 0; i < readings.size(); i++) {
      newest.passed(readings.timestamp(i));
      if (i >= skip) {
        boolean last = i + 1 == readings.size();
        offsets[partition] = last ? record.offset() + 1 : record.offset();
        EventId id = new EventId(log.topic(), offsets, partition, last ? 0 : i + 1, aggregatesTime);
        events.add(
            encoder.reading(id, readings.sensor(), readings.timestamp(i), readings.value(i)));
      }
    }
    offsets[partition] = record.offset() + 1;
    return events;
  }

  /** The events of a record of windows. */
  List<LiveEvent> windows(Rung rung, RecentRecord record, Newest newest) {
    List<Aggregate> windows = RecordDecoder.windows(record);
    List<LiveEvent> events = new ArrayList<>(windows.size());
    EventId id = new EventId(log.topic(), offsets, aggregatesTime);
    for (Aggregate window : windows) {
      newest.passed(window.start());
      boolean complete = newest.time() >= window.start() + rung.millis();
      events.add(encoder.aggregate(id, record.sensor(), rung, window, complete));
    }
    return events;
  }
}
