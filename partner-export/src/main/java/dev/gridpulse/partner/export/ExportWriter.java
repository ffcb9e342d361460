package dev.gridpulse.partner.export;

import dev.gridpulse.model.ExportDay;
import dev.gridpulse.model.ExportDayCodec;
import dev.gridpulse.model.ExportManifest;
import dev.gridpulse.model.ExportManifestCodec;
import dev.gridpulse.model.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Sends one export within a transaction, and counts and digests what it sends. */
final class ExportWriter {
  /** The header of a day's record that holds the digest of its readings, ours alone. */
  static final String WINDOWS = "windows";

  /** The header of a manifest's record that holds what {@link #content} answers, ours alone. */
  static final String CONTENT = "content";

  /** Where all is sent: its order is part of what is verified. */
  static final int PARTITION = 0;

  private static final byte[] LINE_FEED = {'\n'};

  private final Producer<byte[], byte[]> producer;
  private final String id;
  private final LocalDate from;
  private final MessageDigest digest = ExportDay.sha256();
  private final MessageDigest content = ExportDay.sha256();

  private @Nullable Future<RecordMetadata> first;
  private @Nullable Future<RecordMetadata> last;
  private long days;
  private long amendedDays;
  private long expectedMinutes;
  private long sentMinutes;

  /**
   * @param from the first day of the period; days before it are amended ones
   */
  ExportWriter(Producer<byte[], byte[]> producer, String id, LocalDate from) {
    this.producer = producer;
    this.id = id;
    this.from = from;
  }

  /**
   * Sends a day.
   *
   * @param amended whether something else was sent of it before
   * @param windows digest of its readings
   * @param expected how many minutes it has
   * @param count how many of them have a value
   */
  void send(ExportDay day, int revision, boolean amended, long windows, int expected, int count) {
    byte[] value = ExportDayCodec.encode(id, revision, day);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.PARTNER_EXPORT.name(), PARTITION, day.key(), value);
    record.headers().add(WINDOWS, ByteBuffer.allocate(Long.BYTES).putLong(windows).array());
    last = producer.send(record);
    if (first == null) {
      first = last;
    }
    digest.update(value);
    digest.update(LINE_FEED);
    if (!day.date().isBefore(from)) {
      content.update(day.key());
      content.update(day.digest().getBytes(StandardCharsets.US_ASCII));
      content.update(LINE_FEED);
    }
    days++;
    amendedDays += amended ? 1 : 0;
    expectedMinutes += expected;
    sentMinutes += count;
  }

  /**
   * Digest of what the days of the period say, whatever the export's id, their revisions and the
   * amended days before them: exports of a midnight with the same say the same. To be asked once,
   * when all days are sent.
   *
   * @return SHA-256 in hexadecimal
   */
  String content() {
    return HexFormat.of().formatHex(content.digest());
  }

  /**
   * Sends the manifest, and waits until the broker has everything.
   *
   * @param contentDigest see {@link #content}
   * @throws KafkaException when it does not take something
   */
  ExportManifest finish(
      LocalDate date, ZoneId zone, int revision, int sensors, String contentDigest) {
    producer.flush();
    ExportManifest manifest =
        new ExportManifest(
            id,
            date,
            zone.getId(),
            revision,
            Instant.ofEpochMilli(LocalDay.startOf(from, zone)),
            Instant.ofEpochMilli(LocalDay.startOf(date, zone)),
            sensors,
            days,
            amendedDays,
            expectedMinutes,
            sentMinutes,
            new ExportManifest.Offsets(PARTITION, offset(first), offset(last)),
            HexFormat.of().formatHex(digest.digest()));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.PARTNER_EXPORT.name(),
            PARTITION,
            id.getBytes(StandardCharsets.UTF_8),
            ExportManifestCodec.encode(manifest));
    record.headers().add(CONTENT, contentDigest.getBytes(StandardCharsets.US_ASCII));
    Future<RecordMetadata> sent = producer.send(record);
    producer.flush();
    offset(sent);
    return manifest;
  }

  private static long offset(@Nullable Future<RecordMetadata> sent) {
    if (sent == null) {
      throw new IllegalStateException("an export without a day");
    }
    try {
      return sent.get().offset();
    } catch (ExecutionException e) {
      throw new KafkaException("A record of the export could not be delivered", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
