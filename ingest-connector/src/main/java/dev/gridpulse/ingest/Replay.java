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

  /** How often a paced replay tells how far it is. */
  private static final Duration BETWEEN_TELLINGS = Duration.ofMillis(100);

  private final ReplayOptions options;
  private final ReadingSink sink;
  private final Clock clock;
  private final ReplayProgress progress;
  private final ReplayJournal journal;
  private final RejectFile rejectFile;
  private final Collection<Sensor> known;
  private final Accounts accounts = new Accounts();
  private final List<String> left = new ArrayList<>();
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
        accounts.rejectedBefore(),
        options.maxRejects(),
        stopped,
        left);
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
    plan.refused().stream()
        .filter(ReplayPlan.Left::unreadable)
        .map(ReplayPlan.Left::file)
        .forEach(left::add);
    rejectEntries(plan);
    return entries.size();
  }

  /** What is wrong in the registry's files is told once. */
  private void rejectEntries(ReplayPlan plan) {
    String id = registryId(plan);
    if (id != null && !options.force() && journal.find(id).isPresent()) {
      return;
    }
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
    if (id != null) {
      sink.flush();
      rejectFile.flush();
      String file = plan.registries().getFirst().name();
      journal.record(new ReplayJournal.Entry(id, file, 0, 0, true, clock.instant()));
    }
  }

  private static @Nullable String registryId(ReplayPlan plan) {
    try {
      return plan.registryId().orElse(null);
    } catch (IOException e) {
      throw new ReplayFailed("The registry cannot be read again: " + ReplayPlan.reason(e), e);
    }
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
        leave(file, failed(file, e));
      }
    }
    return true;
  }

  private void leave(ReplayPlan.Readings file, ReplayFailed why) {
    if (!options.leaveRefused()) {
      throw why;
    }
    left.add(file.source().name());
    progress.failed(file.source().name(), String.valueOf(why.getMessage()));
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
        FileReplay rows = rows(file, registry, text, this::send)) {
      if (known != null && known.rows() > 0) {
        progress.examined(
            name,
            "goes on behind row %,d, as of %s".formatted(known.rows(), known.time()),
            List.of());
        rows.goOn(known);
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
            note(id, name, rows, false);
            noted = System.nanoTime();
          }
        }
      }
      bytes += text.bytesRead();
      note(id, name, rows, !more);
      return true;
    }
  }

  private void send(String sensor, long timestamp, double value) {
    accounts.sent();
    sink.add(sensor, timestamp, value);
  }

  /** What is written down has been acknowledged, and never tells of less than before. */
  private void note(@Nullable String id, String file, FileReplay rows, boolean complete) {
    sink.flush();
    rejectFile.flush();
    if (id != null) {
      var entry =
          new ReplayJournal.Entry(
              id, file, rows.rows(), rows.rejected(), complete, clock.instant());
      if (journal.find(id).map(entry::isAheadOf).orElse(true)) {
        journal.record(entry);
      }
    }
  }

  private FileReplay rows(
      ReplayPlan.Readings file, Registry registry, Unpacking text, FileReplay.ReadingTaker taker)
      throws IOException {
    return new FileReplay(
        file, registry.directory(), text, options, sink, taker, rejectFile, clock, accounts);
  }

  /**
   * The files merged by the time of their readings, each of which is sent when its time has come.
   */
  private boolean paced(ReplayPlan plan) {
    Pace pace = new Pace(clock, options.speed());
    PriorityQueue<PacedFile> next =
        new PriorityQueue<>(Comparator.comparingLong(PacedFile::timestamp));
    plan.files().forEach(file -> next.add(new PacedFile(file, plan)));
    long told = System.nanoTime();
    try {
      while (!next.isEmpty() && !Thread.currentThread().isInterrupted()) {
        if (options.maxRejects().stopsAt(accounts.rejects().total())) {
          return false;
        }
        PacedFile first = next.remove();
        if (first.isReady()) {
          if (pace.isAhead(first.timestamp())) {
            sink.push();
            pace.await(first.timestamp());
          }
          first.send();
        }
        if (advance(first)) {
          next.add(first);
        }
        if (System.nanoTime() - told > BETWEEN_TELLINGS.toNanos()) {
          told = System.nanoTime();
          progress.advanced(
              bytes + next.stream().mapToLong(PacedFile::bytesRead).sum(), accounts.rows());
        }
      }
      return true;
    } finally {
      next.forEach(PacedFile::close);
    }
  }

  /** False at the end of the file, which is closed then. */
  private boolean advance(PacedFile file) {
    try {
      if (file.advance()) {
        return true;
      }
    } catch (IOException e) {
      file.close();
      leave(file.file, failed(file.file, e));
    }
    bytes += file.bytesRead();
    file.close();
    return false;
  }

  /**
   * A file whose next readings wait for their time; it is opened when that of the first has come.
   */
  private final class PacedFile {
    private final ReplayPlan.Readings file;
    private final Registry registry;
    private final long firstTimestamp;
    private final Deque<Reading> waiting = new ArrayDeque<>();
    private @Nullable Unpacking text;
    private @Nullable FileReplay rows;

    PacedFile(ReplayPlan.Readings file, ReplayPlan plan) {
      this.file = file;
      this.registry = plan.registry();
      this.firstTimestamp =
          plan.firstReadings(file).stream()
              .mapToLong(Reading::timestamp)
              .findFirst()
              .orElse(Long.MIN_VALUE);
    }

    boolean isReady() {
      return !waiting.isEmpty();
    }

    /** Reads on until a reading waits; false at the end. */
    boolean advance() throws IOException {
      FileReplay open = rows;
      if (open == null) {
        text = Unpacking.open(file.source());
        open =
            rows(
                file,
                registry,
                text,
                (sensor, timestamp, value) -> waiting.add(new Reading(sensor, timestamp, value)));
        rows = open;
      }
      while (waiting.isEmpty()) {
        if (accounts.rows() >= options.limit() || !open.next()) {
          return false;
        }
      }
      return true;
    }

    long timestamp() {
      return isReady() ? waiting.element().timestamp() : firstTimestamp;
    }

    void send() {
      Reading reading = waiting.remove();
      Replay.this.send(reading.sensor(), reading.timestamp(), reading.value());
    }

    long bytesRead() {
      return text == null ? 0 : text.bytesRead();
    }

    void close() {
      try {
        if (rows != null) {
          rows.close();
        }
      } catch (IOException e) {
        LOG.debug("{} could not be closed", file.source().name(), e);
      }
    }
  }
}
