package dev.gridpulse.query.live;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.AggregateBatch;
import dev.gridpulse.model.AggregateCodec;
import dev.gridpulse.model.DecodedReadings;
import dev.gridpulse.model.MalformedJson;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingDecoder;
import dev.gridpulse.model.Routing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What counts of a record, by the same decoder and the same rule of routing as in the aggregator
 * and the sink. Not for two threads at once.
 */
final class RecordDecoder {
  private final ReadingDecoder decoder = new ReadingDecoder();

  /** The readings of a record that is at home; null when nothing of it counts. */
  @Nullable ReadingBatch readings(RecentRecord record, int partition, int partitions) {
    if (!(decoder.decode(record.value(), record.appendTime())
        instanceof DecodedReadings.Accepted accepted)) {
      return null;
    }
    ReadingBatch readings = accepted.readings();
    // What is not at home comes again, under the right key.
    byte[] key = record.sensor().getBytes(StandardCharsets.UTF_8);
    return Routing.isHome(readings.sensor(), key, partition, partitions) ? readings : null;
  }

  /** The windows of a record. */
  static List<Aggregate> windows(RecentRecord record) {
    try {
      AggregateBatch batch = AggregateCodec.decode(record.value());
      return batch.sensor().equals(record.sensor()) ? batch.aggregates() : List.of();
    } catch (MalformedJson e) {
      // Not ours: somebody else wrote to the topic. The sink reports it.
      return List.of();
    }
  }
}
