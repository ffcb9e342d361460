package dev.gridpulse.ingest;

import dev.gridpulse.ingest.source.Unpacking;
import dev.gridpulse.model.Reading;
import dev.gridpulse.model.ReadingSink;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.Sensor;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files of readings and delivers them to a sink, each value exactly once: as a reading, or as
 * a reject with its place and reason, unless it is skipped for a reason that is told. All files are
 * examined before the first reading is sent. Memory is constant for files of any size.
 */
public final class Replay {
  private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

  /** How often it is written down how far a file is. */
  private static final Duration BETWEEN_NOTES = Duration.ofSeconds(1);

  private final ReplayOptions options;
  private final ReadingSink sink;
  private final Clock clock;
  private final ReplayProgress progress;
  private final ReplayJournal journal;
  private final RejectFile rejectFile;
  private final Collection<Sensor> known;
  private final Accounts accounts = new Accounts();
  private long bytes;

  /**
   * A replay that has not begun.
   *
   * @param sink where the readings go; the caller closes it
   * @param clock decides what lies too far in the future
   * @param progress is told how it goes on
   * @param journal remembers how far each file is; the caller closes it
   * @param rejectFile gets the rejects besides the sink; the caller closes it
   * @param known the sensors that were registered before
   */
  public Replay(
      ReplayOptions options,
      ReadingSink sink,
      Clock clock,
      ReplayProgress progress,
      ReplayJournal journal,
      RejectFile rejectFile,
      Collection<Sensor> known) {
    this.options = options;
    this.sink = sink;
    this.clock = clock;
    this.progress = progress;
    this.journal = journal;
    this.rejectFile = rejectFile;
    this.known = List.copyOf(known);
  }

  /** As the other, without a journal and a file of rejects. */
  public Replay(ReplayOptions options, ReadingSink sink, Clock clock, ReplayProgress progress) {
    this(options, sink, clock, progress, ReplayJournal.NONE, RejectFile.none(), List.of());
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
      registered = register(plan);
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
    ReplayPlan plan = ReplayPlan.of(options, known);
    plan.describe(progress);
    return plan;
  }

  /** Sends the entries of the registry ahead of all readings; answers how many. */
  private int register(ReplayPlan plan) {
    List<Sensor> entries = plan.entries();
    entries.forEach(sink::register);
    for (Registry.Rejected rejected : plan.registry().rejected()) {
      accounts.row();
      accounts.reject(rejected.reason(), rejected.file(), rejected.line(), rejected.raw());
      rejectFile.add(rejected.file(), rejected.line(), -1, rejected.reason(), rejected.raw());
      sink.reject(
          new Reject(
              new Reject.InFile(rejected.file(), rejected.line()),
              rejected.reason().text(),
              rejected.raw()));
    }
    return entries.size();
  }

  /** Replays the files; false when it stopped at the limit of rejects. */
  private boolean replayAll(ReplayPlan plan) {
    if (options.isPaced()) {
      return paced(plan);
    }
    for (ReplayPlan.Readings file : plan.files()) {
      try {
        if (!replay(file, plan.registry())) {
          return false;
        }
      } catch (IOException e) {
        throw failed(file, e);
      }
    }
    return true;
  }

  private ReplayFailed failed(ReplayPlan.Readings file, IOException e) {
    return new ReplayFailed(
        "%s could not be read on after %d rows: %s"
            .formatted(file.source().name(), accounts.rows(), ReplayPlan.reason(e)),
        e);
  }

  private boolean replay(ReplayPlan.Readings file, Registry registry) throws IOException {
    String name = file.source().name();
    String id = file.id(options, registry).orElse(null);
    ReplayJournal.Entry known =
        id == null || options.force() ? null : journal.find(id).orElse(null);
    if (known != null && known.complete()) {
      progress.examined(
          name,
          "delivered before (%s, %,d rows, as %s); --force delivers it again"
              .formatted(known.time(), known.rows(), known.file()),
          List.of());
      bytes += file.source().size();
      return true;
    }
    try (Unpacking text = Unpacking.open(file.source());
        FileReplay rows = rows(file, registry, text, sink::add)) {
      if (known != null && known.rows() > 0) {
        progress.examined(
            name,
            "goes on behind row %,d, as of %s".formatted(known.rows(), known.time()),
            List.of());
        rows.done(known.rows());
      }
      long noted = System.nanoTime();
      boolean more = true;
      while (accounts.rows() < options.limit() && (more = rows.next())) {
        if (options.maxRejects().stopsAt(accounts.rejects().total())) {
          return false;
        }
        if (rows.isTimeToLook()) {
          progress.advanced(bytes + text.bytesRead(), accounts.rows());
          if (System.nanoTime() - noted > BETWEEN_NOTES.toNanos()) {
            note(id, name, rows.rows(), false);
            noted = System.nanoTime();
          }
        }
      }
      bytes += text.bytesRead();
      note(id, name, rows.rows(), !more);
      return true;
    }
  }

  /** What is written down has been acknowledged. */
  private void note(@Nullable String id, String file, long rows, boolean complete) {
    sink.flush();
    if (id != null) {
      journal.record(new ReplayJournal.Entry(id, file, rows, complete, clock.instant()));
    }
  }

  private FileReplay rows(
      ReplayPlan.Readings file, Registry registry, Unpacking text, FileReplay.ReadingTaker taker)
      throws IOException {
    return new FileReplay(
        file, registry.directory(), text, options, sink, taker, rejectFile, clock, accounts);
  }

  /** All files at once, in the order of their readings' times, each when its time has come. */
  private boolean paced(ReplayPlan plan) {
    Pace pace = new Pace(clock, options.speed());
    PriorityQueue<PacedFile> next =
        new PriorityQueue<>(Comparator.comparingLong(PacedFile::timestamp));
    List<PacedFile> open = new ArrayList<>();
    try {
      for (ReplayPlan.Readings file : plan.files()) {
        PacedFile paced = new PacedFile(file, plan.registry());
        open.add(paced);
        if (paced.advance()) {
          next.add(paced);
        }
      }
      while (!next.isEmpty() && !Thread.currentThread().isInterrupted()) {
        if (options.maxRejects().stopsAt(accounts.rejects().total())) {
          return false;
        }
        PacedFile first = next.remove();
        if (pace.isAhead(first.timestamp())) {
          sink.push();
          pace.await(first.timestamp());
        }
        first.send();
        progress.advanced(open.stream().mapToLong(PacedFile::bytesRead).sum(), accounts.rows());
        if (first.advance()) {
          next.add(first);
        }
      }
      return true;
    } finally {
      open.forEach(PacedFile::close);
    }
  }

  /** A file whose next readings wait for their time. */
  private final class PacedFile {
    private final ReplayPlan.Readings file;
    private final Unpacking text;
    private final FileReplay rows;
    private final Deque<Reading> waiting = new ArrayDeque<>();

    PacedFile(ReplayPlan.Readings file, Registry registry) {
      this.file = file;
      try {
        this.text = Unpacking.open(file.source());
        this.rows =
            rows(
                file,
                registry,
                text,
                (sensor, timestamp, value) -> waiting.add(new Reading(sensor, timestamp, value)));
      } catch (IOException e) {
        throw failed(file, e);
      }
    }

    /** Reads on until a reading waits; false at the end. */
    boolean advance() {
      try {
        while (waiting.isEmpty()) {
          if (accounts.rows() >= options.limit() || !rows.next()) {
            return false;
          }
        }
        return true;
      } catch (IOException e) {
        throw failed(file, e);
      }
    }

    long timestamp() {
      return waiting.element().timestamp();
    }

    void send() {
      Reading reading = waiting.remove();
      sink.add(reading.sensor(), reading.timestamp(), reading.value());
    }

    long bytesRead() {
      return text.bytesRead();
    }

    void close() {
      try {
        rows.close();
      } catch (IOException e) {
        LOG.debug("{} could not be closed", file.source().name(), e);
      }
    }
  }
}
