package dev.gridpulse.standalone;

import dev.gridpulse.model.ExportManifest;
import dev.gridpulse.partner.export.ExportJob;
import dev.gridpulse.partner.export.ExportListener;
import dev.gridpulse.partner.export.ExportRefused;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the export of one midnight now. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Send the partner the month up to a midnight by the minute, each sensor in its own time zone.",
      "A running gridpulse does so every night by itself. Of a midnight that was exported already a"
          + " new revision is sent if data of that month have changed since, else nothing. See"
          + " docs/partner.md."
    },
    footer = {"", "Example (October of 2026):", "  ./gridpulse export --date 2026-11-01"})
final class ExportCommand implements Callable<Integer> {
  @Option(
      names = "--date",
      paramLabel = "DATE",
      required = true,
      description = "the day that begins with that midnight, such as 2026-11-01")
  private String date = "";

  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Override
  public Integer call() {
    Settings settings = Settings.of(System.getenv());
    LocalDate midnight = midnight();
    Running running = new Running(settings, dataDir.folder());
    try (Progress progress = new Progress()) {
      ExportJob job =
          new ExportJob(
              settings.partner(running.bootstrapServers(), running.databaseSettings()),
              Clock.systemUTC(),
              progress);
      job.run(midnight).forEach(ExportCommand::print);
      return 0;
    } catch (ExportRefused e) {
      throw new FailedException(String.valueOf(e.getMessage()), e);
    } catch (SQLException e) {
      throw new FailedException("The database refuses: " + e.getMessage(), e);
    } catch (KafkaException e) {
      throw new FailedException("Kafka refuses: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedException("Interrupted while another export was waited for.", e);
    }
  }

  private LocalDate midnight() {
    try {
      return LocalDate.parse(date);
    } catch (DateTimeException e) {
      throw new UsageException("--date: \"%s\" is no day such as 2026-11-01.".formatted(date));
    }
  }

  private static void print(ExportJob.Made made) {
    ExportManifest manifest = made.manifest();
    System.out.printf(
        Locale.ROOT,
        "%s: %s%n  %s to %s, %s: %d sensors, %d days (%d amended), %d of %d minutes%n  sha256 %s%n",
        manifest.id(),
        made.sent() ? "sent" : "unchanged since it was sent",
        manifest.start(),
        manifest.end(),
        manifest.timeZone(),
        manifest.sensors(),
        manifest.days(),
        manifest.amendedDays(),
        manifest.sentMinutes(),
        manifest.expectedMinutes(),
        manifest.sha256());
  }

  /** A bar for each export. */
  private static final class Progress implements ExportListener, AutoCloseable {
    private @Nullable ProgressBar bar;

    @Override
    public void waiting() {
      System.err.println("gridpulse: another export is under way; waiting for its end…");
    }

    @Override
    public void begun(String id, int sensors) {
      close();
      bar =
          new ProgressBarBuilder()
              .setTaskName(id)
              .setUnit(" sensors", 1)
              .setInitialMax(sensors)
              .build();
    }

    @Override
    public void sensorSent(int number) {
      if (bar != null) {
        bar.stepTo(number);
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
        bar = null;
      }
    }
  }
}
