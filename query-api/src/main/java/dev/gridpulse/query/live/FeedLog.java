package dev.gridpulse.query.live;

import dev.gridpulse.model.Routing;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The topics as they are read since the reader began: when one is made anew, or has lost its end,
 * there is another one of these.
 */
final class FeedLog {
  private final int topic;
  private final int partitions;
  private final List<Track> tracks;

  /**
   * @param topic stands for the readings' topic, see {@link EventId#topic(java.util.UUID)}
   * @param partitions how many the readings have, and as many the aggregates
   * @param tracks all partitions that are read, those of readings first and in their order
   */
  FeedLog(int topic, int partitions, List<Track> tracks) {
    this.topic = topic;
    this.partitions = partitions;
    this.tracks = List.copyOf(tracks);
  }

  int topic() {
    return topic;
  }

  int partitions() {
    return partitions;
  }

  List<Track> tracks() {
    return tracks;
  }

  Track readings(int partition) {
    return tracks.get(partition);
  }

  /** The partitions of some sensors. */
  Set<Integer> homes(Set<String> sensors) {
    return sensors.stream()
        .map(sensor -> Routing.partition(sensor, partitions))
        .collect(Collectors.toSet());
  }

  /** Whether a place is one in these topics. */
  boolean has(EventId place) {
    return place.topic() == topic && place.offsets().length == partitions;
  }

  /** The place that is read next. */
  EventId end(long aggregatesTime) {
    long[] offsets = new long[partitions];
    for (int i = 0; i < partitions; i++) {
      offsets[i] = readings(i).recent().next();
    }
    return new EventId(topic, offsets, aggregatesTime);
  }
}
