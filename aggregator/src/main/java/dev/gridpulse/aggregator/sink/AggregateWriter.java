package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.AggregateBatch;
import dev.gridpulse.model.AggregateCodec;
import dev.gridpulse.model.MalformedJson;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.Rung;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Writes windows, if they come from the accumulation that owns their quarter-hour. Windows of any
 * other accumulation are compared with what stands: equal ones are left alone, and if any differs
 * the quarter-hour loses its owner and is to be recomputed from readings.
 */
final class AggregateWriter implements BatchWriter {
  private final SensorIds sensorIds = new SensorIds();
  private final QuarterTable quarters = new QuarterTable();

  @Override
  public Outcome write(Connection connection, List<ConsumerRecord<byte[], byte[]>> records)
      throws SQLException {
    List<Reject> rejects = new ArrayList<>();
    List<AggregateBatch> batches = decode(records, rejects);
    if (!batches.isEmpty()) {
      write(connection, batches);
    }
    long windows = batches.stream().mapToLong(batch -> batch.aggregates().size()).sum();
    return new Outcome(windows, rejects.size(), rejects);
  }

  private void write(Connection connection, Collection<AggregateBatch> batches)
      throws SQLException {
    Map<String, Integer> ids =
        sensorIds.resolve(
            connection, batches.stream().map(AggregateBatch::sensor).collect(Collectors.toSet()));
    // Read behind the lock of the offsets, which whoever begins a generation has to wait for.
    QuarterClaims claims = new QuarterClaims(Generations.current(connection));
    for (AggregateBatch batch : batches) {
      claims.add(quarter(ids, batch), batch);
    }
    Map<Quarter, Long> owners = quarters.lock(connection, claims);

    Map<Rung, WindowRows> owned = new EnumMap<>(Rung.class);
    Map<Rung, WindowRows> foreign = new EnumMap<>(Rung.class);
    for (AggregateBatch batch : batches) {
      Quarter quarter = quarter(ids, batch);
      Long owner = owners.get(quarter);
      boolean isOwner =
          owner != null && owner == batch.opened() && batch.generation() == claims.generation();
      (isOwner ? owned : foreign)
          .computeIfAbsent(batch.rung(), WindowRows::new)
          .add(quarter, batch.generation(), batch.opened(), batch.aggregates());
    }
    Set<Quarter> differing = new HashSet<>();
    for (WindowRows rows : owned.values()) {
      if (!rows.writeUnlessFewer(connection)) {
        // An accumulation only grows: this one has lost readings, with the end of its changelog.
        differing.addAll(rows.differing(connection));
      }
    }
    for (WindowRows rows : foreign.values()) {
      differing.addAll(rows.differing(connection));
    }
    quarters.disown(connection, differing);
  }

  /** The quarter-hour is recomputed from readings, which does not need what was refused. */
  @Override
  public Outcome refuse(Connection connection, ConsumerRecord<byte[], byte[]> record, String reason)
      throws SQLException {
    List<Reject> rejects = new ArrayList<>();
    List<AggregateBatch> batches = decode(List.of(record), rejects);
    for (AggregateBatch batch : batches) {
      Refusal.unlessRefused(connection, () -> disown(connection, batch), this::forget);
      rejects.add(Reject.of(origin(record), reason, record.value()));
    }
    return new Outcome(0, rejects.size(), rejects);
  }

  private void disown(Connection connection, AggregateBatch batch) throws SQLException {
    Map<String, Integer> ids = sensorIds.resolve(connection, Set.of(batch.sensor()));
    Quarter quarter = quarter(ids, batch);
    QuarterClaims claims = new QuarterClaims(Generations.current(connection));
    claims.add(quarter, batch);
    quarters.lock(connection, claims);
    quarters.disown(connection, Set.of(quarter));
  }

  @Override
  public void forget() {
    sensorIds.clear();
  }

  private static Quarter quarter(Map<String, Integer> ids, AggregateBatch batch) {
    return new Quarter(ids.getOrDefault(batch.sensor(), 0), batch.quarter());
  }

  private static List<AggregateBatch> decode(
      List<ConsumerRecord<byte[], byte[]>> records, Collection<Reject> rejects) {
    List<AggregateBatch> batches = new ArrayList<>(records.size());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        batches.add(AggregateCodec.decode(record.value()));
      } catch (MalformedJson e) {
        String reason = e.reason() + ": only the aggregator may write to this topic";
        rejects.add(Reject.of(origin(record), reason, record.value()));
      }
    }
    return batches;
  }

  private static Reject.Origin origin(ConsumerRecord<byte[], byte[]> record) {
    return new Reject.InTopic(record.topic(), record.partition(), record.offset());
  }
}
