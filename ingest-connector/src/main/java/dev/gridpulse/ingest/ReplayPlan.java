package dev.gridpulse.ingest;

import dev.gridpulse.ingest.source.Source;
import dev.gridpulse.ingest.source.Unpacking;
import dev.gridpulse.model.Sensor;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about the files of a replay before anything is sent.
 *
 * @param files the files of readings
 * @param registry what the others tell of sensors
 * @param notes what else is to be said, a line for each file
 * @param size how many bytes the files of readings have, packed as they are
 */
record ReplayPlan(List<Readings> files, Registry registry, List<Note> notes, long size) {
  /** How much of a file is examined to find out how it is written, in bytes. */
  private static final int SAMPLE = 1 << 16;

  /** The largest registry that is read; it is held in memory. */
  private static final int LARGEST_REGISTRY = 1 << 26;

  private static final int SAMPLE_READINGS = 3;

  ReplayPlan {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }

  /**
   * A file of readings.
   *
   * @param sample its first characters
   */
  record Readings(Source source, Dialect dialect, Layout layout, String sample) {
    /** Names this content and what it is read as; empty when the content has no name. */
    Optional<String> id(ReplayOptions options, Registry registry) throws IOException {
      return source
          .contentId()
          .map(
              content ->
                  String.join(
                      " ",
                      content,
                      Integer.toHexString(
                          Objects.hash(
                              dialect.describe(),
                              dialect.header(),
                              layout.toString(),
                              String.valueOf(options.from()),
                              String.valueOf(options.to()))),
                      registry.fingerprint()));
    }
  }

  /** Something to say about a file. */
  record Note(String file, String text) {}

  /**
   * Examines all sources.
   *
   * @param known the sensors that were registered before
   * @throws RefusedInput when one cannot be understood
   */
  static ReplayPlan of(ReplayOptions options, Collection<Sensor> known) {
    Examination examination = new Examination(options, known);
    if (options.mapping() != null) {
      examination.examine(options.mapping());
    }
    options.sources().forEach(examination::examine);
    return examination.plan();
  }

  /** The sensors that are told of: by the registry's files, and by titles with a unit. */
  List<Sensor> entries() {
    List<Sensor> entries = new ArrayList<>(registry.entries());
    for (Readings file : files) {
      if (file.layout() instanceof Layout.SingleSeries series && series.unit() != null) {
        entries.add(
            new Sensor(
                series.sensor(),
                null,
                series.unit(),
                Units.kind(series.unit()),
                null,
                null,
                null,
                null,
                null,
                null,
                null));
      }
    }
    return entries;
  }

  /** Tells what was found out. */
  void describe(ReplayProgress progress) {
    notes.forEach(note -> progress.examined(note.file(), note.text(), List.of()));
    for (Readings file : files) {
      progress.examined(
          file.source().name(),
          "%s: %s".formatted(file.layout().describe(), file.dialect().describe()),
          samples(file));
    }
  }

  /** The first readings of a file as they will be sent. */
  private List<String> samples(Readings file) {
    List<String> samples = new ArrayList<>();
    RowOutput output =
        new RowOutput() {
          @Override
          public void reading(String sensor, long timestamp, double value) {
            if (samples.size() < SAMPLE_READINGS) {
              samples.add("%s  %s  %s".formatted(Instant.ofEpochMilli(timestamp), sensor, value));
            }
          }

          @Override
          public void empty() {
            // Nothing to show.
          }

          @Override
          public void reject(RejectReason reason, int column) {
            // It is told when it is read.
          }
        };
    RowReader reader = RowReader.of(file.layout(), file.dialect(), registry.directory());
    try (CsvRows rows =
        new CsvRows(
            new StringReader(file.sample()), file.dialect().delimiter(), file.dialect().quote())) {
      Row row = file.dialect().hasHeader() ? skipped(rows) : rows.next();
      for (; row != null && samples.size() < SAMPLE_READINGS; row = rows.next()) {
        reader.read(row, Long.MAX_VALUE, output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory could not be read", e);
    }
    return samples;
  }

  private static @Nullable Row skipped(CsvRows rows) throws IOException {
    return rows.next() == null ? null : rows.next();
  }

  static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Looks at one source after the other. */
  private static final class Examination {
    private final ReplayOptions options;
    private final Collection<Sensor> known;
    private final DialectDetector detector;
    private final List<Readings> files = new ArrayList<>();
    private final List<RegistryFile> registries = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private long size;

    Examination(ReplayOptions options, Collection<Sensor> known) {
      this.options = options;
      this.known = known;
      this.detector = new DialectDetector(options.dialect(), options.columns());
    }

    void examine(Source source) {
      try (Unpacking text = Unpacking.open(source)) {
        byte[] sample = text.readNBytes(SAMPLE);
        boolean whole = text.read() < 0;
        Optional<RegistryFile> registry = registry(source, sample, whole);
        if (registry.isPresent()) {
          registries.add(registry.get());
          notes.add(
              new Note(
                  source.name(),
                  "%s, %d entries"
                      .formatted(registry.get().kind().text(), registry.get().items().size())));
        } else if (source.equals(options.mapping())) {
          throw new RefusedInput(
              source.name() + ": no mapping; its rows must be a uuid and a name, as in uuid;name");
        } else {
          readings(source, sample, whole);
        }
      } catch (IOException e) {
        throw new RefusedInput(source.name() + " cannot be read: " + reason(e));
      }
    }

    private void readings(Source source, byte[] sample, boolean whole) throws IOException {
      Optional<DialectDetector.Detected> found = detector.detect(source.name(), sample, whole);
      if (found.isEmpty()) {
        notes.add(new Note(source.name(), "no rows in it"));
        return;
      }
      Dialect dialect = found.get().dialect();
      if (!options.format().allows(dialect.header())) {
        throw new RefusedInput(
            "%s: not of the format %s, which has %s"
                .formatted(source.name(), options.format().label(), options.format().describe()));
      }
      size += source.size();
      files.add(
          new Readings(source, dialect, found.get().layout(), dialect.encoding().decode(sample)));
    }

    private Optional<RegistryFile> registry(Source source, byte[] sample, boolean whole)
        throws IOException {
      TextEncoding encoding = detector.encoding(sample);
      String beginning = encoding.decode(sample);
      String start = beginning.stripLeading();
      if (start.startsWith("[") || start.startsWith("{")) {
        return RegistryFile.ofJson(source.name(), all(source, encoding, beginning, whole));
      }
      for (SampleTable table : detector.tables(beginning, whole)) {
        if (RegistryFile.ofTable(source.name(), table).isPresent()) {
          return RegistryFile.ofTable(
              source.name(),
              SampleTable.whole(
                  all(source, encoding, beginning, whole), table.delimiter(), table.quote()));
        }
      }
      return Optional.empty();
    }

    private static String all(Source source, TextEncoding encoding, String beginning, boolean whole)
        throws IOException {
      if (whole) {
        return beginning;
      }
      try (Unpacking text = Unpacking.open(source)) {
        byte[] bytes = text.readNBytes(LARGEST_REGISTRY + 1);
        if (bytes.length > LARGEST_REGISTRY) {
          throw new RefusedInput(
              "%s: a registry of more than %d MiB; split it"
                  .formatted(source.name(), LARGEST_REGISTRY >> 20));
        }
        return encoding.decode(bytes);
      }
    }

    ReplayPlan plan() {
      return new ReplayPlan(files, Registry.of(registries, known), notes, size);
    }
  }
}
