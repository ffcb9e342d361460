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
  /** The header of a day's record that holds the digest of its quarter-hours, ours alone. */
  static final String WINDOWS = "windows";

  /** Where all is sent: its order is part of what is verified. */
  static final int PARTITION = 0;

  private static final byte[] LINE_FEED = {'\n'};

  private final Producer<byte[], byte[]> producer;
  private final String id;
  private final @Nullable ExportManifest before;
  private final MessageDigest digest = ExportDay.sha256();
  private final MessageDigest digestAsBefore = ExportDay.sha256();

  private @Nullable Future<RecordMetadata> first;
  private @Nullable Future<RecordMetadata> last;
  private long days;
  private long amendedDays;
  private long expectedMinutes;
  private long sentMinutes;

  /**
   * @param before the export of that midnight that was made before, null when there is none
   */
  ExportWriter(Producer<byte[], byte[]> producer, String id, @Nullable ExportManifest before) {
    this.producer = producer;
    this.id = id;
    this.before = before;
  }

  /**
   * Sends a day.
   *
   * @param amended whether something else was sent of it before
   * @param windows digest of its quarter-hours
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
    if (before != null) {
      digestAsBefore.update(ExportDayCodec.encode(before.id(), revision, day));
      digestAsBefore.update(LINE_FEED);
    }
    days++;
    amendedDays += amended ? 1 : 0;
    expectedMinutes += expected;
    sentMinutes += count;
  }

  /** Whether all that was sent is what the export before said too. */
  boolean isAsBefore() {
    return before != null
        && HexFormat.of().formatHex(digestAsBefore.digest()).equals(before.sha256());
  }

  /**
   * Sends the manifest, and waits until the broker has everything.
   *
   * @throws KafkaException when it does not take something
   */
  ExportManifest finish(LocalDate date, ZoneId zone, LocalDate from, int sensors) {
    producer.flush();
    ExportManifest manifest =
        new ExportManifest(
            id,
            date,
            zone.getId(),
            before == null ? 1 : before.revision() + 1,
            Instant.ofEpochMilli(LocalDay.startOf(from, zone)),
            Instant.ofEpochMilli(LocalDay.startOf(date, zone)),
            sensors,
            days,
            amendedDays,
            expectedMinutes,
            sentMinutes,
            new ExportManifest.Offsets(PARTITION, offset(first), offset(last)),
            HexFormat.of().formatHex(digest.digest()));
    Future<RecordMetadata> sent =
        producer.send(
            new ProducerRecord<>(
                Topics.PARTNER_EXPORT.name(),
                PARTITION,
                id.getBytes(StandardCharsets.UTF_8),
                ExportManifestCodec.encode(manifest)));
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
