package dev.gridpulse.partner.export;

import dev.gridpulse.model.ExportDay;
import dev.gridpulse.model.ExportDayCodec;
import dev.gridpulse.model.ExportManifest;
import dev.gridpulse.model.ExportManifestCodec;
import dev.gridpulse.model.MalformedJson;
import dev.gridpulse.model.TopicIds;
import dev.gridpulse.model.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads back what was committed to the export's topic, and notes it in the tables. The topic is the
 * truth and the tables a cache of it: whatever was killed, and wherever, what the partner can see
 * is what we know. Only who has the {@link ExportLock} may catch up.
 */
final class ExportLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExportLog.class);
  private static final TopicPartition PARTITION =
      new TopicPartition(Topics.PARTNER_EXPORT.name(), ExportWriter.PARTITION);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int BATCH = 500;

  private static final String POSITION =
      "SELECT next_offset FROM partner_position WHERE topic = ? AND topic_id = ?";
  private static final String MOVE =
      """
      INSERT INTO partner_position (topic, topic_id, next_offset) VALUES (?, ?, ?)
      ON CONFLICT (topic) DO UPDATE
      SET topic_id = excluded.topic_id, next_offset = excluded.next_offset
      """;
  private static final String DAY =
      """
      INSERT INTO partner_day AS known (sensor_id, day, revision, digest, windows)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (sensor_id, day) DO UPDATE
      SET revision = excluded.revision, digest = excluded.digest, windows = excluded.windows
      WHERE excluded.revision >= known.revision
      """;
  private static final String EXPORT =
      """
      INSERT INTO partner_export
        (id, date, time_zone, revision, period_start, period_end, sensor_ids, manifest, sent,
         content)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private final Connection connection;
  private final UUID topicId;
  private final Consumer<byte[], byte[]> consumer;

  /** Of the export that is being read: by name, in order, null of one that is gone. */
  private final Map<String, @Nullable Integer> sensorIds = new LinkedHashMap<>();

  private MessageDigest digest = ExportDay.sha256();
  private int batched;
  private String lastRead = "";

  /**
   * @param kafka settings of Kafka's clients
   * @throws KafkaException when the broker does not answer, or has no such topic
   */
  ExportLog(Connection connection, Map<String, Object> kafka) {
    this.connection = connection;
    this.topicId = topicId(kafka);
    this.consumer = consumer(kafka);
  }

  private static UUID topicId(Map<String, Object> kafka) {
    try (Admin admin = Admin.create(kafka)) {
      return TopicIds.of(admin, PARTITION.topic());
    }
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "gridpulse-partner-export-log");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // Asking for the end waits until the fetch that is under way has come back.
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Whether there is nothing in the topic that was decided on and has not been read. */
  boolean isCaughtUp() throws SQLException {
    return position() >= end();
  }

  /** Reads all that is committed. */
  void catchUp() throws SQLException {
    seek();
    long end = end();
    readWhile(() -> consumer.position(PARTITION) < end);
    // Behind the marks of transactions, and what was aborted.
    moveTo(end);
  }

  /** Reads up to an export that was committed, which readers see a moment later. */
  void catchUp(ExportManifest awaited) throws SQLException {
    seek();
    readWhile(() -> !lastRead.equals(awaited.id()));
    catchUp();
  }

  private void seek() throws SQLException {
    consumer.assign(List.of(PARTITION));
    consumer.seek(PARTITION, position());
  }

  private long position() throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(POSITION)) {
      select.setString(1, PARTITION.topic());
      select.setObject(2, topicId);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  private long end() {
    return Objects.requireNonNull(consumer.endOffsets(List.of(PARTITION)).get(PARTITION));
  }

  private void readWhile(BooleanSupplier more) throws SQLException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    connection.setAutoCommit(false);
    try (PreparedStatement days = connection.prepareStatement(DAY)) {
      forget();
      while (more.getAsBoolean()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          read(record, days);
          deadline = System.nanoTime() + PATIENCE.toNanos();
        }
        if (System.nanoTime() > deadline) {
          throw new KafkaException(
              "%s cannot be read to its end".formatted(Topics.PARTNER_EXPORT.name()));
        }
      }
    } finally {
      // Days without a manifest: it comes with them, or never.
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private void forget() {
    sensorIds.clear();
    digest = ExportDay.sha256();
    batched = 0;
  }

  private void read(ConsumerRecord<byte[], byte[]> record, PreparedStatement days)
      throws SQLException {
    if (record.value() == null) {
      return;
    }
    try {
      if (record.headers().lastHeader(ExportWriter.WINDOWS) != null) {
        readDay(record, days);
      } else {
        ExportManifest manifest = ExportManifestCodec.decode(record.value());
        days.executeBatch();
        readManifest(manifest, record);
        forget();
      }
    } catch (MalformedJson e) {
      LOG.warn("{} at offset {} is not of ours: {}", PARTITION, record.offset(), e.reason());
    }
  }

  private void readDay(ConsumerRecord<byte[], byte[]> record, PreparedStatement days)
      throws SQLException, MalformedJson {
    ExportDayCodec.Sent sent = ExportDayCodec.decode(record.value());
    digest.update(record.value());
    digest.update((byte) '\n');
    Integer sensorId = sensorId(sent.day().sensor());
    if (sensorId == null) {
      return;
    }
    days.setInt(1, sensorId);
    days.setObject(2, sent.day().date());
    days.setInt(3, sent.revision());
    days.setString(4, sent.day().digest());
    days.setLong(5, windows(record.headers().lastHeader(ExportWriter.WINDOWS)));
    days.addBatch();
    if (++batched % BATCH == 0) {
      days.executeBatch();
    }
  }

  private static long windows(Header header) throws MalformedJson {
    if (header.value() == null || header.value().length != Long.BYTES) {
      throw new MalformedJson("its header is not of 8 bytes");
    }
    return ByteBuffer.wrap(header.value()).getLong();
  }

  private @Nullable Integer sensorId(String name) throws SQLException {
    if (!sensorIds.containsKey(name)) {
      try (PreparedStatement select =
          connection.prepareStatement("SELECT id FROM sensor WHERE name = ?")) {
        select.setString(1, name);
        try (ResultSet row = select.executeQuery()) {
          sensorIds.put(name, row.next() ? row.getInt(1) : null);
        }
      }
    }
    return sensorIds.get(name);
  }

  private void readManifest(ExportManifest manifest, ConsumerRecord<byte[], byte[]> record)
      throws SQLException {
    String sha256 = HexFormat.of().formatHex(digest.digest());
    if (!sha256.equals(manifest.sha256())) {
      LOG.error(
          "The export {} is not what its manifest says: SHA-256 {}, read back {}",
          manifest.id(),
          manifest.sha256(),
          sha256);
    }
    try (PreparedStatement insert = connection.prepareStatement(EXPORT)) {
      insert.setString(1, manifest.id());
      insert.setObject(2, manifest.date());
      insert.setString(3, manifest.timeZone());
      insert.setInt(4, manifest.revision());
      insert.setObject(5, manifest.start().atOffset(ZoneOffset.UTC));
      insert.setObject(6, manifest.end().atOffset(ZoneOffset.UTC));
      insert.setObject(
          7, sensorIds.values().stream().filter(Objects::nonNull).mapToInt(id -> id).toArray());
      insert.setString(8, new String(record.value(), StandardCharsets.UTF_8));
      insert.setObject(9, Instant.ofEpochMilli(record.timestamp()).atOffset(ZoneOffset.UTC));
      insert.setString(10, content(record.headers().lastHeader(ExportWriter.CONTENT)));
      insert.executeUpdate();
    }
    moveTo(record.offset() + 1);
    connection.commit();
    lastRead = manifest.id();
  }

  private static @Nullable String content(@Nullable Header header) {
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.US_ASCII);
  }

  private void moveTo(long nextOffset) throws SQLException {
    try (PreparedStatement move = connection.prepareStatement(MOVE)) {
      move.setString(1, PARTITION.topic());
      move.setObject(2, topicId);
      move.setLong(3, nextOffset);
      move.executeUpdate();
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
