package dev.gridpulse.ingest;

import dev.gridpulse.model.ReadingDecoder;
import dev.gridpulse.model.ReadingSink;
import dev.gridpulse.model.Reject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads files of readings and delivers them to a sink, each row exactly once: as a reading, or as a
 * reject with its place and reason. All files are examined before the first reading is sent. Memory
 * is constant for files of any size.
 */
public final class Replay {
  /** How much of a file is examined to find out how it is written, in bytes. */
  private static final int SAMPLE = 1 << 16;

  private static final int BUFFER = 1 << 16;

  /** Rows between two looks at the clock. */
  private static final int ROWS_BETWEEN_LOOKS = 1 << 10;

  private final ReplayOptions options;
  private final ReadingSink sink;
  private final Clock clock;
  private final ReplayProgress progress;
  private final RejectTally tally = new RejectTally();
  private long rows;
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

  /** A file and how it will be read. */
  private record Planned(Source source, DialectDetector.Detected detected) {}

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
    try (progress) {
      stopped = !replayAll(plan());
      sink.flush();
    }
    return new ReplaySummary(
        rows,
        sink.delivered() - before,
        tally.total(),
        Duration.ofNanos(System.nanoTime() - start),
        tally.byFrequency(),
        options.maxRejects(),
        stopped);
  }

  private List<Planned> plan() {
    String format = options.timeFormat();
    DialectDetector detector =
        new DialectDetector(
            options.sensor(),
            options.timeZone(),
            format == null ? null : TimeFormats.parse(format));
    List<Planned> plan = new ArrayList<>();
    long size = 0;
    for (Source source : options.paths().stream().map(Source.LocalFile::new).toList()) {
      try (InputStream in = source.open()) {
        byte[] sample = in.readNBytes(SAMPLE);
        boolean whole = in.read() < 0;
        size += source.size();
        detector
            .detect(source.name(), sample, whole)
            .ifPresentOrElse(
                detected -> plan.add(examined(source, detected)),
                () -> progress.examined(source.name(), "no rows in it"));
      } catch (IOException e) {
        throw new RefusedInput(source.name() + " cannot be read: " + reason(e));
      }
    }
    progress.started(size);
    return plan;
  }

  private Planned examined(Source source, DialectDetector.Detected detected) {
    progress.examined(source.name(), detected.dialect().describe());
    return new Planned(source, detected);
  }

  /** Replays the files in turn; false when it stopped at the limit of rejects. */
  private boolean replayAll(List<Planned> plan) {
    for (Planned planned : plan) {
      String file = planned.source.name();
      try {
        if (!replay(planned)) {
          return false;
        }
      } catch (IOException e) {
        throw new ReplayFailed(
            "%s could not be read on after %d rows: %s".formatted(file, rows, reason(e)), e);
      }
    }
    return true;
  }

  private boolean replay(Planned planned) throws IOException {
    Dialect dialect = planned.detected.dialect();
    SingleSeriesReader reader = new SingleSeriesReader(planned.detected.layout(), dialect);
    try (CountingInputStream in = new CountingInputStream(planned.source.open());
        CsvRows csv = open(in, dialect)) {
      boolean headerAhead = dialect.hasHeader();
      Output output = new Output(planned.source.name(), dialect);
      long latest = latest();
      Row row;
      while ((row = csv.next()) != null) {
        if (headerAhead && row.problem() == null) {
          headerAhead = false;
          continue;
        }
        rows++;
        output.row = row;
        reader.read(row, latest, output);
        if (options.maxRejects().stopsAt(tally.total())) {
          return false;
        }
        if (rows % ROWS_BETWEEN_LOOKS == 0) {
          latest = latest();
          progress.advanced(bytes + in.count(), rows);
        }
      }
      bytes += in.count();
      return true;
    }
  }

  private static CsvRows open(InputStream in, Dialect dialect) throws IOException {
    InputStream buffered = new BufferedInputStream(in, BUFFER);
    buffered.skipNBytes(dialect.encoding().bomLength());
    return new CsvRows(
        new InputStreamReader(buffered, dialect.encoding().charset()),
        dialect.delimiter(),
        dialect.quote());
  }

  private long latest() {
    return clock.millis() + ReadingDecoder.MAX_AHEAD_MS;
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Sends on what a row turned out to be. */
  private final class Output implements RowOutput {
    private final String file;
    private final Dialect dialect;
    private Row row = new Row();

    Output(String file, Dialect dialect) {
      this.file = file;
      this.dialect = dialect;
    }

    @Override
    public void reading(String sensor, long timestamp, double value) {
      sink.add(sensor, timestamp, value);
    }

    @Override
    public void reject(RejectReason reason, int column) {
      String raw =
          row.problem() == null ? row.raw(dialect.delimiter(), dialect.quote()) : row.column(0);
      sink.reject(new Reject(new Reject.InFile(file, row.line()), describe(reason, column), raw));
      tally.add(reason, file, row.line(), raw);
    }

    private String describe(RejectReason reason, int column) {
      if (column < 0) {
        return reason.text();
      }
      String name = dialect.hasHeader() ? " (" + dialect.header().get(column) + ")" : "";
      return "column " + (column + 1) + name + ": " + reason.text();
    }
  }
}
