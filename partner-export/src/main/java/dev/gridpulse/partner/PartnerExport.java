package dev.gridpulse.partner;

import dev.gridpulse.model.ExportManifest;
import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.TopicIds;
import dev.gridpulse.model.Topics;
import dev.gridpulse.partner.export.ExportJob;
import dev.gridpulse.partner.export.ExportListener;
import dev.gridpulse.partner.intake.UsageService;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running role: looks all the time whether an export is due and makes it, and takes the
 * partner's answers. Several instances may run; one at a time exports.
 */
public final class PartnerExport implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartnerExport.class);
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private final ExportJob job;
  private final Duration pause;
  private final UsageService usage;
  private final Thread thread;
  private final AtomicLong due = new AtomicLong();
  private volatile boolean stopping;
  private volatile @Nullable String trouble;

  private PartnerExport(ExportJob job, Duration pause, UsageService usage) {
    this.job = job;
    this.pause = pause;
    this.usage = usage;
    this.thread = Thread.ofPlatform().name("gridpulse-partner-export").unstarted(this::run);
  }

  /**
   * Creates the topics that are missing, then starts. Tables are waited for.
   *
   * @param meters gets what can be counted and measured of it (docs/operations.md)
   * @throws PartnerExportNotStarted when Kafka cannot be reached or refuses
   */
  public static PartnerExport start(PartnerSettings settings, MeterRegistry meters) {
    return start(settings, meters, Clock.systemUTC(), LOOK);
  }

  /**
   * As {@link #start(PartnerSettings, MeterRegistry)}, by another clock.
   *
   * @param pause after which it looks again whether one is due
   */
  public static PartnerExport start(
      PartnerSettings settings, MeterRegistry meters, Clock clock, Duration pause) {
    try {
      UUID usageTopic = createTopics(settings);
      ExportJob job = new ExportJob(settings, clock, new Counting(meters));
      UsageService usage = UsageService.start(settings, usageTopic, job::catchUp, meters);
      PartnerExport role = new PartnerExport(job, pause, usage);
      Gauge.builder("gridpulse.exports.due", role.due::get).register(meters);
      role.thread.start();
      return role;
    } catch (RuntimeException e) {
      throw new PartnerExportNotStarted(e);
    }
  }

  /** Answers the id of the topic of the answers. */
  private static UUID createTopics(PartnerSettings settings) {
    try (Admin admin = Admin.create(settings.kafka())) {
      TopicCreator.createMissing(admin, Topics.all());
      return TopicIds.of(admin, Topics.PARTNER_USAGE.name());
    }
  }

  private void run() {
    while (!stopping) {
      try {
        due.set(job.due());
        if (due.get() > 0) {
          var _ = job.runDue();
          due.set(job.due());
        }
        trouble = null;
      } catch (SQLException | RuntimeException e) {
        if (!stopping) {
          trouble = String.valueOf(e.getMessage());
          LOG.warn("Exports that are due are tried again: {}", e.toString());
        }
      }
      rest();
    }
  }

  private void rest() {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      // Stopping, or a client of Kafka that was interrupted: the loop looks.
    }
  }

  /** Why exports that are due cannot be made now, if so; it tries again by itself. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** Stops in order: an export that is under way is broken off, and made again later. */
  @Override
  public void close() {
    stopping = true;
    usage.close();
    thread.interrupt();
    try {
      if (!thread.join(STOP_TIMEOUT)) {
        LOG.warn("The export that is under way does not stop; what it sent is aborted later");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Counts what was exported. */
  private static final class Counting implements ExportListener {
    private final Counter exports;
    private final Counter days;
    private final Counter minutes;

    Counting(MeterRegistry meters) {
      exports = meters.counter("gridpulse.exports");
      days = meters.counter("gridpulse.export.days");
      minutes = meters.counter("gridpulse.export.minutes");
    }

    @Override
    public void recorded(ExportManifest manifest) {
      LOG.info(
          "Exported {}: {} sensors, {} days, {} of {} minutes",
          manifest.id(),
          manifest.sensors(),
          manifest.days(),
          manifest.sentMinutes(),
          manifest.expectedMinutes());
      exports.increment();
      days.increment((double) manifest.days());
      minutes.increment((double) manifest.sentMinutes());
    }
  }
}
