package dev.gridpulse.partner.export;

import dev.gridpulse.model.ExportManifest;
import dev.gridpulse.partner.PartnerSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Makes exports: those that are due, or that of a midnight on demand. Of all instances one does so
 * at a time. Whatever happens to it, an export is visible as a whole and once, or not at all and
 * made again.
 */
public final class ExportJob {
  private static final Duration LOCK_PAUSE = Duration.ofMillis(500);

  private final PartnerSettings settings;
  private final Clock clock;
  private final ExportListener listener;
  private final ExportSchedule schedule;

  public ExportJob(PartnerSettings settings, Clock clock, ExportListener listener) {
    this.settings = settings;
    this.clock = clock;
    this.listener = listener;
    this.schedule = new ExportSchedule(settings.time());
  }

  /**
   * An export that was asked for.
   *
   * @param manifest what it consists of
   * @param sent whether it was sent now; not when it would have said what it said before
   */
  public record Made(ExportManifest manifest, boolean sent) {}

  private record Due(ZoneId zone, LocalDate date) {}

  /** How many exports are due and not made. The first call for a zone begins to look after it. */
  public int due() throws SQLException {
    try (Connection connection = settings.connect()) {
      return due(connection).size();
    }
  }

  /**
   * Makes the exports that are due, the oldest first; none when another instance is at it.
   *
   * @return how many it made
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer or refuses; what
   *     was not made is due still
   */
  public int runDue() throws SQLException {
    if (due() == 0) {
      return 0;
    }
    Optional<ExportLock> lock = ExportLock.tryAcquire(settings);
    return lock.isEmpty() ? 0 : runDue(lock.get());
  }

  private int runDue(ExportLock lock) throws SQLException {
    try (lock;
        ExportSession session = ExportSession.open(lock, settings, listener)) {
      List<Due> missing = due(lock.connection());
      for (Due export : missing) {
        var _ = session.export(export.date(), export.zone());
      }
      return missing.size();
    }
  }

  private List<Due> due(Connection connection) throws SQLException {
    ExportTables tables = new ExportTables(connection);
    Instant now = clock.instant();
    List<Due> due = new ArrayList<>();
    List<ZoneId> zones = ConsentingSensor.zones(connection);
    tables.forgetAllBut(zones);
    for (ZoneId zone : zones) {
      Instant since = tables.since(zone, now);
      schedule
          .due(zone, since, now, tables.done(zone, LocalDate.ofInstant(since, zone)))
          .forEach(date -> due.add(new Due(zone, date)));
    }
    due.sort(Comparator.comparing(export -> schedule.at(export.date(), export.zone())));
    return due;
  }

  /**
   * Makes the export of a midnight now, in each zone in which it has been.
   *
   * @param date the day that begins with that midnight
   * @throws ExportRefused when there is nothing to export
   * @throws InterruptedException while another export is waited for
   */
  public List<Made> run(LocalDate date) throws SQLException, InterruptedException {
    try (ExportLock lock = awaitLock()) {
      List<ZoneId> zones = zones(date, lock.connection());
      List<Made> made = new ArrayList<>();
      try (ExportSession session = ExportSession.open(lock, settings, listener)) {
        for (ZoneId zone : zones) {
          made.add(session.export(date, zone));
        }
      }
      return made;
    }
  }

  /**
   * Notes what was committed and is not in the tables yet, as where a process ended in between; the
   * partner has seen it.
   *
   * @return whether the tables know all that was committed before; not while another instance is at
   *     it
   */
  public boolean catchUp() throws SQLException {
    if (isCaughtUp()) {
      return true;
    }
    Optional<ExportLock> lock = ExportLock.tryAcquire(settings);
    if (lock.isPresent()) {
      try (ExportLock held = lock.get()) {
        ExportSession.open(held, settings, listener).close();
      }
    }
    return lock.isPresent();
  }

  private boolean isCaughtUp() throws SQLException {
    try (Connection connection = settings.connect();
        ExportLog log = new ExportLog(connection, settings.kafka())) {
      return log.isCaughtUp();
    }
  }

  private ExportLock awaitLock() throws SQLException, InterruptedException {
    boolean told = false;
    while (true) {
      Optional<ExportLock> lock = ExportLock.tryAcquire(settings);
      if (lock.isPresent()) {
        return lock.get();
      }
      if (!told) {
        listener.waiting();
        told = true;
      }
      Thread.sleep(LOCK_PAUSE);
    }
  }

  private List<ZoneId> zones(LocalDate date, Connection connection) throws SQLException {
    List<ZoneId> zones = ConsentingSensor.zones(connection);
    if (zones.isEmpty()) {
      throw new ExportRefused(
          "No sensor has the partner's consent: register \"partnerConsent\": true first.");
    }
    List<ZoneId> over =
        zones.stream()
            .filter(zone -> ExportSchedule.exists(date, zone))
            .filter(zone -> LocalDay.startOf(date, zone) <= clock.millis())
            .toList();
    if (over.isEmpty()) {
      throw new ExportRefused(
          "The midnight with which %s begins has been in none of the sensors' zones (%s)."
              .formatted(date, zones));
    }
    return over;
  }
}
