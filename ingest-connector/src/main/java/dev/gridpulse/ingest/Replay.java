package dev.gridpulse.ingest;

import dev.gridpulse.ingest.source.Source;
import dev.gridpulse.ingest.source.Unpacking;
import dev.gridpulse.model.ReadingSink;
import dev.gridpulse.model.Reject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Reads files of readings and delivers them to a sink, each value exactly once: as a reading, or as
 * a reject with its place and reason, unless it is skipped for a reason that is told. All files are
 * examined before the first reading is sent. Memory is constant for files of any size.
 */
public final class Replay {
  private final ReplayOptions options;
  private final ReadingSink sink;
  private final Clock clock;
  private final ReplayProgress progress;
  private final Accounts accounts = new Accounts();
  private long bytes;

  /**
   * A replay that has not begun.
   *
   * @param sink where the readings go; the caller closes it
   * @param clock decides what lies too far in the future
   * @param progress is told how it goes on
   */
  public Replay(ReplayOptions options, ReadingSink sink, Clock clock, ReplayProgress progress) {
    this.options = options;
    this.sink = sink;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * Finds out how the files are written and tells it, and does nothing else.
   *
   * @throws RefusedInput when a file cannot be understood
   */
  public void examine() {
    try (progress) {
      var _ = plan();
    }
  }

  /**
   * Runs to the end; call it once.
   *
   * @throws RefusedInput when a file cannot be understood; nothing has been sent then
   * @throws ReplayFailed when a file cannot be read on
   * @throws dev.gridpulse.model.DeliveryFailed when Kafka does not take what is sent
   */
  public ReplaySummary run() {
    long before = sink.delivered();
    long start = System.nanoTime();
    boolean stopped;
    int registered;
    try (progress) {
      ReplayPlan plan = plan();
      progress.started(plan.size());
      registered = register(plan.registry());
      stopped = !replayAll(plan);
      sink.flush();
    }
    return new ReplaySummary(
        accounts.rows(),
        accounts.values(),
        sink.delivered() - before,
        accounts.rejects().total(),
        accounts.skipped(),
        registered,
        Duration.ofNanos(System.nanoTime() - start),
        accounts.rejects().byFrequency(),
        options.maxRejects(),
        stopped);
  }

  private ReplayPlan plan() {
    ReplayPlan plan = ReplayPlan.of(options);
    plan.describe(progress);
    return plan;
  }

  /** Sends the entries of the registry ahead of all readings; answers how many. */
  private int register(Registry registry) {
    registry.entries().forEach(sink::register);
    for (Registry.Rejected rejected : registry.rejected()) {
      accounts.row();
      accounts.reject(rejected.reason(), rejected.file(), rejected.line(), rejected.raw());
      sink.reject(
          new Reject(
              new Reject.InFile(rejected.file(), rejected.line()),
              rejected.reason().text(),
              rejected.raw()));
    }
    return registry.entries().size();
  }

  /** Replays the files in turn; false when it stopped at the limit of rejects. */
  private boolean replayAll(ReplayPlan plan) {
    for (ReplayPlan.Readings file : plan.files()) {
      try {
        if (!replay(file, plan.registry().directory())) {
          return false;
        }
      } catch (IOException e) {
        throw new ReplayFailed(
            "%s could not be read on after %d rows: %s"
                .formatted(file.source().name(), accounts.rows(), ReplayPlan.reason(e)),
            e);
      }
    }
    return true;
  }

  private boolean replay(ReplayPlan.Readings file, SensorDirectory directory) throws IOException {
    try (Unpacking text = Unpacking.open(file.source());
        FileReplay rows =
            new FileReplay(file, directory, text, options, sink, clock, accounts)) {
      while (accounts.rows() < options.limit() && rows.next()) {
        if (options.maxRejects().stopsAt(accounts.rejects().total())) {
          return false;
        }
        if (rows.isTimeToLook()) {
          progress.advanced(bytes + text.bytesRead(), accounts.rows());
        }
      }
      bytes += text.bytesRead();
      return true;
    }
  }
}
