package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges of what computing and storing are behind, brought up to date by each run: two requests to
 * the broker and two short queries. They are of the whole installation, the same in each instance.
 */
final class PipelineGauges implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PipelineGauges.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Beyond this they are not counted any further. */
  private static final int MOST_DIRTY = 100_000;

  private final String applicationId;
  private final Admin admin;
  private final DataSource database;
  private final MultiGauge sinkLag;
  private final MultiGauge streamsLag;
  private final Map<TopicPartition, Long> stored = new HashMap<>();
  private volatile long dirty;

  PipelineGauges(String applicationId, Admin admin, DataSource database, MeterRegistry meters) {
    this.applicationId = applicationId;
    this.admin = admin;
    this.database = database;
    this.sinkLag = MultiGauge.builder("gridpulse.sink.lag").register(meters);
    this.streamsLag = MultiGauge.builder("gridpulse.streams.lag").register(meters);
    Gauge.builder("gridpulse.quarters.dirty", () -> dirty).register(meters);
  }

  @Override
  public void run() {
    try {
      readDatabase();
    } catch (SQLException e) {
      // What was stored last still stands, and the lag grows.
      LOG.debug("The database does not tell how far it is", e);
    }
    try {
      measureLag();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.debug("The broker does not tell how long its logs are", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readDatabase() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement select = connection.createStatement()) {
      try (ResultSet rows =
          select.executeQuery("SELECT topic, partition, next_offset FROM sink_offset")) {
        stored.clear();
        while (rows.next()) {
          stored.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
        }
      }
      try (ResultSet row =
          select.executeQuery(
              "SELECT count(*) FROM (SELECT FROM quarter WHERE dirty LIMIT %d) d"
                  .formatted(MOST_DIRTY))) {
        row.next();
        dirty = row.getLong(1);
      }
    }
  }

  private void measureLag() throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, Long> ends = ends(stored.keySet());
    sinkLag.register(
        rows(ends, stored, each -> Tags.of("topic", each.topic()).and(partition(each))), true);
    Map<TopicPartition, Long> committed = new HashMap<>();
    admin
        .listConsumerGroupOffsets(applicationId)
        .partitionsToOffsetAndMetadata()
        .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .forEach((each, offset) -> committed.put(each, offset(offset)));
    Map<TopicPartition, Long> ofReadings =
        ends.entrySet().stream()
            .filter(each -> each.getKey().topic().equals(Topics.READINGS.name()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    streamsLag.register(rows(ofReadings, committed, PipelineGauges::partition), true);
  }

  private static long offset(OffsetAndMetadata committed) {
    return committed == null ? 0 : committed.offset();
  }

  private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, ListOffsetsResultInfo> ends =
        admin
            .listOffsets(
                partitions.stream()
                    .collect(Collectors.toMap(each -> each, _ -> OffsetSpec.latest())),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all()
            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    return ends.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }

  private static Collection<MultiGauge.Row<?>> rows(
      Map<TopicPartition, Long> ends,
      Map<TopicPartition, Long> reached,
      Function<TopicPartition, Tags> tags) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    ends.forEach(
        (each, end) ->
            rows.add(
                MultiGauge.Row.of(
                    tags.apply(each), Math.max(0, end - reached.getOrDefault(each, 0L)))));
    return rows;
  }

  private static Tags partition(TopicPartition partition) {
    return Tags.of("partition", Integer.toString(partition.partition()));
  }
}
