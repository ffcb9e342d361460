package dev.gridpulse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.ingest.source.Source;
import dev.gridpulse.ingest.source.Sources;
import dev.gridpulse.model.Reading;
import dev.gridpulse.model.Sensor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Files as three systems write them, against code that knows nothing of the replay. */
class SampleSetsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private final ListSink sink = new ListSink();

  @Test
  void loadsTheFrequencyOfSwissgrid() throws Exception {
    Path folder = folder("swissgrid");
    List<Reading> expected = new ArrayList<>();
    DateTimeFormatter format = DateTimeFormatter.ofPattern("dd.MM.yy HH:mm:ss");
    List<String> lines = Files.readAllLines(folder.resolve("Sollfrequenz.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] columns = line.split(";", -1);
      expected.add(
          new Reading(
              "A:f_soll_aktiv",
              LocalDateTime.parse(columns[0].substring(4), format)
                  .toInstant(ZoneOffset.UTC)
                  .toEpochMilli(),
              Double.parseDouble(columns[1].replace(',', '.'))));
    }

    ReplaySummary summary = replay(folder, FileFormat.AUTO, ZoneOffset.UTC);

    assertThat(sink.readings).isEqualTo(expected);
    assertThat(summary.rows()).isEqualTo(14_400).isEqualTo(summary.delivered());
    assertThat(sink.sensors)
        .singleElement()
        .satisfies(sensor -> assertThat(sensor.unit()).isEqualTo("Hz"));
  }

  @Test
  void loadsSensorsByTheirUuids() throws Exception {
    Path folder = folder("sensors");
    Map<String, String> names = new HashMap<>();
    for (String line : Files.readAllLines(folder.resolve("mapping/mapping.csv"))) {
      String[] columns = line.split(";", -1);
      if (columns[0].matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
        names.put(columns[0], columns[1]);
      }
    }
    List<Reading> expected = new ArrayList<>();
    int rows = 0;
    int rejected = 0;
    for (String part : List.of("part-0.csv", "part-1.csv", "part-2.csv")) {
      List<String> lines = Files.readAllLines(folder.resolve("timeseries").resolve(part));
      for (String line : lines.subList(1, lines.size())) {
        rows++;
        Reading reading = sensorReading(line.split(";", -1), names);
        if (reading == null) {
          rejected++;
        } else {
          expected.add(reading);
        }
      }
    }

    ReplaySummary summary = replay(folder, FileFormat.AUTO, BERLIN);

    assertThat(sink.readings).isEqualTo(expected);
    assertThat(sink.sensors).hasSameSizeAs(names.keySet());
    // One entry of the mapping has no uuid.
    assertThat(summary.rows()).isEqualTo(rows + 1);
    assertThat(summary.rejected()).isEqualTo(rejected + 1);
    assertThat(summary.values())
        .isEqualTo(summary.delivered() + summary.rejected() + summary.skippedValues());
  }

  private static @Nullable Reading sensorReading(String[] columns, Map<String, String> names) {
    try {
      String name = names.get(columns[1]);
      double value = Double.parseDouble(columns[2]);
      return name == null || columns.length != 3 || !Double.isFinite(value)
          ? null
          : new Reading(name, instant(columns[0]).toEpochMilli(), value);
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static Instant instant(String text) {
    String iso = text.replace(' ', 'T');
    try {
      return OffsetDateTime.parse(iso).toInstant();
    } catch (RuntimeException e) {
      return LocalDateTime.parse(iso).atZone(BERLIN).toInstant();
    }
  }

  @Test
  void loadsMeasurementsOfSignals() throws Exception {
    Path folder = folder("assets");
    Map<String, String> names =
        Map.of(
            "427038", "NORD110BIRU_L12",
            "427659", "OST110JONAU_L12",
            "427712", "OST110TR_1P",
            "430247", "WEST110WIDU_L12");
    List<Reading> expected = new ArrayList<>();
    int rejected = 0;
    List<String> lines = Files.readAllLines(folder.resolve("measurements.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] columns = line.split("\\|", -1);
      try {
        expected.add(
            new Reading(
                Objects.requireNonNull(names.get(columns[1])),
                LocalDateTime.parse(columns[0].replace(' ', 'T'))
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli(),
                Double.parseDouble(columns[2].replace(",", ""))));
      } catch (RuntimeException e) {
        rejected++;
      }
    }

    ReplaySummary summary = replay(folder, FileFormat.AUTO, ZoneOffset.UTC);

    assertThat(sink.readings).isEqualTo(expected);
    assertThat(summary.rows()).isEqualTo(lines.size() - 1);
    assertThat(summary.rejected()).isEqualTo(rejected);
    assertThat(sink.sensors)
        .extracting(Sensor::name, Sensor::signalId, Sensor::asset, Sensor::unit, Sensor::kind)
        .contains(
            org.assertj.core.groups.Tuple.tuple(
                "OST110TR_1P", "427712", "UW Ost", "kW", Sensor.Kind.POWER));
    assertThat(sink.sensors.getFirst().location()).isEqualTo(new Sensor.Location(47.5568, 8.2338));
  }

  private ReplaySummary replay(Path folder, FileFormat format, ZoneId zone) {
    List<Source> sources =
        new Sources(
                InputStream.nullInputStream(),
                () -> {
                  throw new AssertionError();
                })
            .find(List.of(folder.toString()));
    ReplayOptions options =
        new ReplayOptions(
            sources,
            null,
            format,
            DialectChoice.in(zone),
            ColumnChoice.NONE,
            null,
            null,
            Long.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            false,
            MaxRejects.DEFAULT,
            false);
    return new Replay(options, sink, Clock.systemUTC(), ReplayProgress.none()).run();
  }

  private static Path folder(String name) throws IOException, URISyntaxException {
    return Path.of(
        Objects.requireNonNull(SampleSetsTest.class.getResource("samples/" + name)).toURI());
  }
}
