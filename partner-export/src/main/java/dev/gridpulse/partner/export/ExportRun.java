package dev.gridpulse.partner.export;

import dev.gridpulse.model.ExportDay;
import dev.gridpulse.model.ExportManifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one export: the month up to a local midnight, of all consenting sensors of a zone, read in
 * one snapshot of the database and sent in one transaction of Kafka. What it holds at a time is a
 * fetch of minutes and the producer's buffer, and a line for each sensor.
 */
final class ExportRun {
  private final Connection connection;
  private final Producer<byte[], byte[]> producer;
  private final int amendmentDays;
  private final ExportListener listener;

  ExportRun(
      Connection connection,
      Producer<byte[], byte[]> producer,
      int amendmentDays,
      ExportListener listener) {
    this.connection = connection;
    this.producer = producer;
    this.amendmentDays = amendmentDays;
    this.listener = listener;
  }

  /**
   * Makes it. When it fails or the process ends, nothing was sent as far as readers of committed
   * records are concerned.
   *
   * @param before the export of that midnight that was made before, null when there is none
   * @return its manifest; null when it would say of the month what the one before says, or no
   *     sensor consents
   */
  @Nullable ExportManifest run(
      LocalDate date, ZoneId zone, ExportTables.@Nullable SentExport before) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try {
      List<ConsentingSensor> sensors = ConsentingSensor.in(zone, connection);
      return sensors.isEmpty() ? null : run(date, zone, before, sensors);
    } finally {
      connection.rollback();
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.setAutoCommit(true);
    }
  }

  private @Nullable ExportManifest run(
      LocalDate date,
      ZoneId zone,
      ExportTables.@Nullable SentExport before,
      List<ConsentingSensor> sensors)
      throws SQLException {
    int revision = before == null ? 1 : before.manifest().revision() + 1;
    String id = id(date, zone, revision);
    listener.begun(id, sensors.size());
    producer.beginTransaction();
    try {
      LocalDate from = date.minusMonths(1);
      ExportWriter writer = new ExportWriter(producer, id, from);
      send(sensors, from, date, zone, writer);
      String content = writer.content();
      if (before != null && content.equals(before.content())) {
        producer.abortTransaction();
        return null;
      }
      ExportManifest manifest = writer.finish(date, zone, revision, sensors.size(), content);
      listener.sent(manifest);
      producer.commitTransaction();
      listener.committed(manifest);
      return manifest;
    } catch (SQLException | RuntimeException e) {
      abort(e);
      throw e;
    }
  }

  /** The name of an export: readable, and never given twice. */
  private static String id(LocalDate date, ZoneId zone, int revision) {
    String id = date + "_" + zone.getId().replace('/', '_');
    return revision == 1 ? id : id + "_r" + revision;
  }

  private void send(
      List<ConsentingSensor> sensors,
      LocalDate from,
      LocalDate date,
      ZoneId zone,
      ExportWriter writer)
      throws SQLException {
    List<LocalDay> earlier = LocalDay.between(from.minusDays(amendmentDays), from, zone);
    List<LocalDay> period = LocalDay.between(from, date, zone);
    ExportTables tables = new ExportTables(connection);
    try (StoredMinutes minutes = new StoredMinutes(connection)) {
      int number = 0;
      for (ConsentingSensor sensor : sensors) {
        SensorDays days =
            new SensorDays(
                sensor,
                zone,
                tables.days(sensor, from.minusDays(amendmentDays), date),
                minutes.digests(sensor, earlier),
                writer);
        for (LocalDay day : earlier) {
          if (days.mayBeAmended(day)) {
            minutes.read(sensor, List.of(day), days::sendIfAmended);
          }
        }
        minutes.read(sensor, period, days::send);
        listener.sensorSent(++number);
      }
    }
  }

  /** What went wrong counts, and not that aborting did so too: the next run aborts what is left. */
  private void abort(Exception failure) {
    try {
      producer.abortTransaction();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * The days of one sensor.
   *
   * @param sent what was sent of them before
   * @param windows the digests of the readings of those before the period, now
   */
  private record SensorDays(
      ConsentingSensor sensor,
      ZoneId zone,
      Map<LocalDate, ExportTables.SentDay> sent,
      Map<LocalDate, Long> windows,
      ExportWriter writer) {

    /** Whether a day before the period was sent, and its readings were others then. */
    boolean mayBeAmended(LocalDay day) {
      ExportTables.SentDay before = sent.get(day.date());
      return before != null && !windows.getOrDefault(day.date(), 0L).equals(before.windows());
    }

    void sendIfAmended(LocalDay day, double[] minutes, int count, long digest) {
      ExportDay content = content(day, minutes);
      ExportTables.SentDay before = sent.get(day.date());
      if (before != null && !before.digest().equals(content.digest())) {
        send(content, before, day, count, digest);
      }
    }

    void send(LocalDay day, double[] minutes, int count, long digest) {
      send(content(day, minutes), sent.get(day.date()), day, count, digest);
    }

    private ExportDay content(LocalDay day, double[] minutes) {
      return ExportDay.of(sensor.name(), day.date(), zone.getId(), sensor.unit(), minutes);
    }

    private void send(
        ExportDay content,
        ExportTables.@Nullable SentDay before,
        LocalDay day,
        int count,
        long digest) {
      boolean amended = before != null && !before.digest().equals(content.digest());
      int revision = before == null ? 1 : before.revision() + (amended ? 1 : 0);
      writer.send(content, revision, amended, digest, day.minutes(), count);
    }
  }
}
