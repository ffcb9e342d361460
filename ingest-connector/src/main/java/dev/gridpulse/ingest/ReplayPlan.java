package dev.gridpulse.ingest;

import dev.gridpulse.ingest.source.Source;
import dev.gridpulse.ingest.source.Unpacking;
import dev.gridpulse.model.Reading;
import dev.gridpulse.model.Sensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about the files of a replay before anything is sent.
 *
 * @param files the files of readings
 * @param registries the files that tell of sensors
 * @param registry what they tell
 * @param notes what else is to be said, a line for each file
 * @param refused the files that were left, where that is wanted
 * @param size how many bytes the files of readings have, packed as they are
 */
record ReplayPlan(
    List<Readings> files,
    List<Source> registries,
    Registry registry,
    List<Note> notes,
    List<Left> refused,
    long size) {
  /** How much of a file is examined to find out how it is written, in bytes. */
  private static final int SAMPLE = 1 << 16;

  /** The largest registry that is read; it is held in memory. */
  private static final int LARGEST_REGISTRY = 1 << 26;

  /** How much is read to find two whole rows, and to find a number that shows how it is written. */
  private static final int LARGEST_SAMPLE = 1 << 22;

  /** What is kept of each file to show readings of, in characters: there may be many files. */
  private static final int KEPT = 1 << 12;

  private static final int SAMPLE_READINGS = 3;
  private static final int DECIDING_CELLS = 100;

  ReplayPlan {
    files = List.copyOf(files);
    registries = List.copyOf(registries);
    notes = List.copyOf(notes);
    refused = List.copyOf(refused);
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
                  content
                      + " "
                      + Sha256.of(
                          String.join(
                              "\n",
                              dialect.toString(),
                              layout.toString(),
                              String.valueOf(options.from()),
                              String.valueOf(options.to()),
                              registry.fingerprint())));
    }
  }

  /**
   * A file that was left.
   *
   * @param unreadable whether it could not be read, and may be readable later
   */
  record Left(String file, String why, boolean unreadable) {}

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

  /** Names the contents of the registry's files; empty when there are none, or one has no name. */
  Optional<String> registryId() throws IOException {
    List<String> contents = new ArrayList<>();
    for (Source source : registries) {
      contents.add(source.contentId().orElse(""));
    }
    return contents.isEmpty() || contents.contains("")
        ? Optional.empty()
        : Optional.of("registry " + Sha256.of(String.join("\n", contents)));
  }

  /** The sensors that are told of: by the registry's files, and by titles with a unit. */
  List<Sensor> entries() {
    List<Sensor> entries = new ArrayList<>(registry.entries());
    for (Readings file : files) {
      if (file.layout() instanceof Layout.SingleSeries series && series.unit() != null) {
        entries.add(
            registry.completed(
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
                    null)));
      }
    }
    entries.removeIf(registry::isKnown);
    return entries;
  }

  /** Tells what was found out. */
  void describe(ReplayProgress progress) {
    notes.forEach(note -> progress.examined(note.file(), note.text(), List.of()));
    refused.forEach(note -> progress.failed(note.file(), note.why()));
    for (Readings file : files) {
      progress.examined(
          file.source().name(),
          "%s: %s".formatted(file.layout().describe(), file.dialect().describe()),
          samples(file));
    }
  }

  /** The first readings of a file as they will be sent. */
  private List<String> samples(Readings file) {
    return firstReadings(file).stream()
        .map(
            reading ->
                "%s  %s  %s"
                    .formatted(
                        Instant.ofEpochMilli(reading.timestamp()),
                        reading.sensor(),
                        reading.value()))
        .toList();
  }

  List<Reading> firstReadings(Readings file) {
    List<Reading> first = new ArrayList<>();
    RowOutput output =
        new RowOutput() {
          @Override
          public void reading(String sensor, long timestamp, double value) {
            if (first.size() < SAMPLE_READINGS) {
              first.add(new Reading(sensor, timestamp, value));
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
      for (; row != null && first.size() < SAMPLE_READINGS; row = rows.next()) {
        reader.read(row, Long.MAX_VALUE, output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory could not be read", e);
    }
    return first;
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
    private final List<Source> registries = new ArrayList<>();
    private final List<RegistryFile> registryFiles = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final List<Left> refused = new ArrayList<>();
    private long size;

    Examination(ReplayOptions options, Collection<Sensor> known) {
      this.options = options;
      this.known = known;
      this.detector = new DialectDetector(options.dialect(), options.columns());
    }

    void examine(Source source) {
      try (Unpacking text = Unpacking.open(source)) {
        examine(source, text);
      } catch (IOException e) {
        refuse(source, new RefusedInput(source.name() + " cannot be read: " + reason(e)), true);
      } catch (RefusedInput e) {
        refuse(source, e, false);
      }
    }

    private void refuse(Source source, RefusedInput why, boolean unreadable) {
      if (!options.leaveRefused()) {
        throw why;
      }
      refused.add(new Left(source.name(), String.valueOf(why.getMessage()), unreadable));
    }

    private void examine(Source source, Unpacking text) throws IOException {
      byte[] sample = sample(text);
      boolean whole = text.read() < 0;
      Optional<RegistryFile> registry = registry(source, sample, whole);
      if (registry.isPresent()) {
        registries.add(source);
        registryFiles.add(registry.get());
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
    }

    /** The first bytes, with two rows at least if these are not endless. */
    private static byte[] sample(Unpacking text) throws IOException {
      ByteArrayOutputStream sample = new ByteArrayOutputStream(SAMPLE);
      int lines = 0;
      while (lines < 2 && sample.size() < LARGEST_SAMPLE) {
        byte[] more = text.readNBytes(SAMPLE);
        if (more.length == 0) {
          break;
        }
        sample.writeBytes(more);
        for (byte one : more) {
          lines += one == '\n' ? 1 : 0;
        }
      }
      return sample.toByteArray();
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
      if (!found.get().numberDecided()) {
        dialect = dialect.with(number(source, found.get(), whole));
      }
      size += source.size();
      String text = dialect.encoding().decode(sample);
      files.add(
          new Readings(
              source,
              dialect,
              found.get().layout(),
              text.substring(0, Math.min(text.length(), KEPT))));
    }

    /** Reads on for values that show how numbers are written, where the first rows have none. */
    private NumberFormat number(Source source, DialectDetector.Detected found, boolean whole) {
      List<char[]> cells = whole ? List.of() : decidingCells(source, found);
      if (cells.isEmpty()) {
        return FileFormat.numberOf(found.dialect().header())
            .filter(_ -> options.dialect().decimal() == null)
            .filter(_ -> options.dialect().thousands() == null)
            .orElse(found.dialect().number());
      }
      List<char[]> all = new ArrayList<>(found.values());
      all.addAll(cells);
      return detector.number(all);
    }

    private static List<char[]> decidingCells(Source source, DialectDetector.Detected found) {
      Dialect dialect = found.dialect();
      Layout layout = found.layout();
      List<char[]> cells = new ArrayList<>();
      try (Unpacking text = Unpacking.open(source);
          CsvRows rows =
              new CsvRows(
                  new InputStreamReader(
                      new ByteArrayInputStream(text.readNBytes(LARGEST_SAMPLE)),
                      dialect.encoding().charset()),
                  dialect.delimiter(),
                  dialect.quote())) {
        for (Row row = rows.next(); row != null; row = rows.next()) {
          if (row.problem() == null && row.columns() == layout.columns()) {
            for (int column : layout.valueColumns()) {
              char[] cell = row.column(column).toCharArray();
              if (cells.size() < DECIDING_CELLS && NumberDetector.decides(cell)) {
                cells.add(cell);
              }
            }
          }
        }
      } catch (IOException _) {
        // It is told when the file is replayed up to there.
      }
      return cells;
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
      return new ReplayPlan(
          files, registries, Registry.of(registryFiles, known), notes, refused, size);
    }
  }
}
