package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.DecodedReadings;
import dev.gridpulse.model.Reading;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingDecoder;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.Routing;
import dev.gridpulse.model.Rung;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Appends readings to {@code reading_log}. */
final class ReadingWriter implements BatchWriter {
  /** Readings to a batch number: {@code seq} is the number times this, plus the index. */
  private static final int BATCH_SIZE = 1 << 20;

  /** Readings of a sensor from which a compressed row of them is worth its place. */
  private static final int COMPRESSED_DIRECTLY = 100;

  private final int partitions;
  private final ReadingDecoder decoder = new ReadingDecoder();
  private final SensorIds sensorIds = new SensorIds();
  private final QuarterTable quarters = new QuarterTable();

  /**
   * @param partitions the number of partitions of the readings' topic
   */
  ReadingWriter(int partitions) {
    this.partitions = partitions;
  }

  @Override
  public Outcome write(Connection connection, List<ConsumerRecord<byte[], byte[]>> records)
      throws SQLException {
    List<ReadingBatch> batches = new ArrayList<>(records.size());
    long rejected = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      // What is rejected here the aggregator rejects too, by the same decoder, and reports.
      switch (decoder.decode(record.value(), record.timestamp())) {
        case DecodedReadings.Refused _ -> rejected++;
        case DecodedReadings.Accepted accepted -> {
          rejected += accepted.rejectedCount();
          // What is not at home comes again, under the right key.
          if (isHome(record, accepted.readings())) {
            batches.add(accepted.readings());
          }
        }
      }
    }
    return append(connection, batches).plus(new Outcome(0, rejected, List.of()));
  }

  private boolean isHome(ConsumerRecord<byte[], byte[]> record, ReadingBatch readings) {
    return Routing.isHome(readings.sensor(), record.key(), record.partition(), partitions);
  }

  private Outcome append(Connection connection, List<ReadingBatch> batches) throws SQLException {
    Set<String> sensors = new LinkedHashSet<>();
    int size = 0;
    for (ReadingBatch batch : batches) {
      sensors.add(batch.sensor());
      size += batch.size();
    }
    Map<String, Integer> ids = sensorIds.resolve(connection, sensors);
    if (size > 0) {
      List<Long> batchNumbers = batchNumbers(connection, size);
      if (size >= COMPRESSED_DIRECTLY * sensors.size()) {
        compressDirectly(connection);
        batches = bySensor(batches);
      }
      copy(connection, batches, ids, batchNumbers);
    }
    return Outcome.accepted(size);
  }

  /**
   * History comes in long runs of each sensor: TimescaleDB compresses them as they come, so that
   * they are never written twice. Elsewhere nobody reads this setting.
   */
  private static void compressDirectly(Connection connection) throws SQLException {
    try (Statement set = connection.createStatement()) {
      set.execute("SET LOCAL timescaledb.enable_direct_compress_copy = on");
    }
  }

  /** Sorted by sensor; of one sensor the order of writing stays. */
  private static List<ReadingBatch> bySensor(List<ReadingBatch> batches) {
    return batches.stream().sorted(Comparator.comparing(ReadingBatch::sensor)).toList();
  }

  @Override
  public Outcome refuse(Connection connection, ConsumerRecord<byte[], byte[]> record, String reason)
      throws SQLException {
    if (!(decoder.decode(record.value(), record.timestamp())
        instanceof DecodedReadings.Accepted accepted)) {
      return Outcome.NOTHING;
    }
    ReadingBatch readings = accepted.readings();
    List<Integer> indices = IntStream.range(0, readings.size()).boxed().toList();
    return Refusal.isolate(
            connection,
            indices,
            some -> append(connection, some.stream().map(i -> readings.slice(i, i + 1)).toList()),
            (index, why) -> refuse(connection, record, readings.reading(index), why),
            this::forget)
        .plus(new Outcome(0, accepted.rejectedCount(), List.of()));
  }

  /** The aggregator has taken it: its quarter-hour is recomputed without it. */
  private Outcome refuse(
      Connection connection, ConsumerRecord<byte[], byte[]> record, Reading reading, String reason)
      throws SQLException {
    Refusal.unlessRefused(connection, () -> markQuarter(connection, reading), this::forget);
    return Outcome.rejected(
        new Reject(
            new Reject.InTopic(record.topic(), record.partition(), record.offset()),
            "%s (sensor %s)".formatted(reason, reading.sensor()),
            "[%d,%s]".formatted(reading.timestamp(), reading.value())));
  }

  private void markQuarter(Connection connection, Reading reading) throws SQLException {
    Map<String, Integer> ids = sensorIds.resolve(connection, Set.of(reading.sensor()));
    quarters.refusedReading(
        connection,
        new Quarter(
            ids.getOrDefault(reading.sensor(), 0),
            Rung.QUARTER_HOUR.windowStart(reading.timestamp())));
  }

  @Override
  public void forget() {
    sensorIds.clear();
  }

  /** One batch number for every 2^20 readings, in ascending order. */
  private static List<Long> batchNumbers(Connection connection, int size) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT nextval('reading_batch') FROM generate_series(1, ?) ORDER BY 1")) {
      select.setInt(1, Math.ceilDiv(size, BATCH_SIZE));
      List<Long> numbers = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          numbers.add(rows.getLong(1));
        }
      }
      return numbers;
    }
  }

  private static void copy(
      Connection connection,
      List<ReadingBatch> batches,
      Map<String, Integer> ids,
      List<Long> batchNumbers)
      throws SQLException {
    BinaryCopy.into(
        connection,
        "reading_log",
        List.of("sensor_id", "ts", "value", "seq"),
        rows -> {
          int index = 0;
          for (ReadingBatch batch : batches) {
            int sensorId = ids.getOrDefault(batch.sensor(), 0);
            for (int i = 0; i < batch.size(); i++, index++) {
              rows.startRow();
              rows.int4(sensorId);
              rows.timestamptz(batch.timestamp(i));
              rows.float8(batch.value(i));
              rows.int8(batchNumbers.get(index / BATCH_SIZE) * BATCH_SIZE + index % BATCH_SIZE);
            }
          }
        });
  }
}
