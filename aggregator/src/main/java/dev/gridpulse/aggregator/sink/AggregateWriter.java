package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.AggregateBatch;
import dev.gridpulse.model.AggregateCodec;
import dev.gridpulse.model.MalformedJson;
import dev.gridpulse.model.Rung;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes windows, if they come from the accumulation that owns their quarter-hour. Windows of any
 * other accumulation are compared with what stands: equal ones are left alone, and if any differs
 * the quarter-hour loses its owner and is to be recomputed from readings.
 */
final class AggregateWriter implements BatchWriter {
  private static final Logger LOG = LoggerFactory.getLogger(AggregateWriter.class);

  private final SensorIds sensorIds = new SensorIds();
  private final QuarterTable quarters = new QuarterTable();

  @Override
  public void write(Connection connection, List<ConsumerRecord<byte[], byte[]>> records)
      throws SQLException {
    List<AggregateBatch> batches = decode(records);
    if (batches.isEmpty()) {
      return;
    }
    Map<String, Integer> ids =
        sensorIds.resolve(
            connection, batches.stream().map(AggregateBatch::sensor).collect(Collectors.toSet()));
    QuarterClaims claims = new QuarterClaims();
    for (AggregateBatch batch : batches) {
      claims.add(quarter(ids, batch), batch);
    }
    Map<Quarter, Long> owners = quarters.lock(connection, claims);

    Map<Rung, WindowRows> owned = new EnumMap<>(Rung.class);
    Map<Rung, WindowRows> foreign = new EnumMap<>(Rung.class);
    for (AggregateBatch batch : batches) {
      Quarter quarter = quarter(ids, batch);
      Long owner = owners.get(quarter);
      boolean isOwner = owner != null && owner == batch.opened();
      (isOwner ? owned : foreign)
          .computeIfAbsent(batch.rung(), WindowRows::new)
          .add(quarter, batch.opened(), batch.aggregates());
    }
    for (WindowRows rows : owned.values()) {
      rows.write(connection);
    }
    Set<Quarter> differing = new HashSet<>();
    for (WindowRows rows : foreign.values()) {
      differing.addAll(rows.differing(connection));
    }
    quarters.disown(connection, differing);
  }

  @Override
  public void rolledBack() {
    sensorIds.clear();
  }

  private static Quarter quarter(Map<String, Integer> ids, AggregateBatch batch) {
    return new Quarter(ids.getOrDefault(batch.sensor(), 0), batch.quarter());
  }

  private static List<AggregateBatch> decode(List<ConsumerRecord<byte[], byte[]>> records) {
    List<AggregateBatch> batches = new ArrayList<>(records.size());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        batches.add(AggregateCodec.decode(record.value()));
      } catch (MalformedJson e) {
        LOG.error(
            "Record {}-{}@{} is no aggregate and is passed over: {}. Only the aggregator may write"
                + " to this topic.",
            record.topic(),
            record.partition(),
            record.offset(),
            e.reason());
      }
    }
    return batches;
  }
}
