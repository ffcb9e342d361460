package dev.gridpulse.partner.export;

import dev.gridpulse.model.ExportManifest;
import dev.gridpulse.model.ProducerSettings;
import dev.gridpulse.partner.PartnerSettings;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The one that exports, for as long as it has the lock. Its producer has the one transactional id
 * of all instances: when it opens, what another one left open is aborted, and that one cannot
 * commit any more. Then it reads what was committed, and only then is it known what is missing.
 */
final class ExportSession implements AutoCloseable {
  /** Of the whole installation. */
  static final String TRANSACTIONAL_ID = "gridpulse-partner-export";

  private final Producer<byte[], byte[]> producer;
  private final ExportLog log;
  private final ExportListener listener;
  private final ExportRun run;
  private final ExportTables tables;

  private ExportSession(
      ExportLock lock,
      Producer<byte[], byte[]> producer,
      ExportLog log,
      int amendmentDays,
      ExportListener listener) {
    this.producer = producer;
    this.log = log;
    this.listener = listener;
    this.run = new ExportRun(lock.connection(), producer, amendmentDays, listener);
    this.tables = new ExportTables(lock.connection());
  }

  /**
   * Opens it; the lock stays the caller's.
   *
   * @throws KafkaException when the broker does not answer or refuses
   */
  static ExportSession open(ExportLock lock, PartnerSettings settings, ExportListener listener)
      throws SQLException {
    Producer<byte[], byte[]> producer = producer(settings);
    try {
      producer.initTransactions();
      ExportLog log = new ExportLog(lock.connection(), settings.kafka());
      try {
        log.catchUp();
        return new ExportSession(lock, producer, log, settings.amendmentDays(), listener);
      } catch (SQLException | RuntimeException e) {
        log.close();
        throw e;
      }
    } catch (SQLException | RuntimeException e) {
      producer.close();
      throw e;
    }
  }

  private static Producer<byte[], byte[]> producer(PartnerSettings settings) {
    Map<String, Object> producer = ProducerSettings.of(settings.kafka(), TRANSACTIONAL_ID);
    producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
    producer.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        Math.toIntExact(settings.transactionTimeout().toMillis()));
    return new KafkaProducer<>(producer, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Makes the export of a midnight, anew if there is one already and data of its period have
   * changed since.
   *
   * @throws KafkaException when the broker refuses; then nothing was sent
   */
  ExportJob.Made export(LocalDate date, ZoneId zone) throws SQLException {
    ExportTables.SentExport before = tables.latest(zone, date).orElse(null);
    ExportManifest manifest = run.run(date, zone, before);
    if (manifest != null) {
      log.catchUp(manifest);
      listener.recorded(manifest);
      return new ExportJob.Made(manifest, true);
    }
    if (before == null) {
      throw new ExportRefused("No sensor in %s has the partner's consent.".formatted(zone));
    }
    return new ExportJob.Made(before.manifest(), false);
  }

  /** The lock stays. */
  @Override
  public void close() {
    producer.close();
    log.close();
  }
}
