package dev.gridpulse.query.live;

import dev.gridpulse.model.Rung;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A partition that is read: of readings, or of the aggregates of a rung.
 *
 * @param rung null for readings
 * @param recent what was read last of it
 */
record Track(TopicPartition partition, @Nullable Rung rung, RecentRecords recent) {
  boolean hasReadings() {
    return rung == null;
  }
}
