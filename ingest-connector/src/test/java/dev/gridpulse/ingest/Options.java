package dev.gridpulse.ingest;

import dev.gridpulse.ingest.source.Source;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replays as tests want them. */
final class Options {
  private Options() {}

  /** Files of one series; of several where no sensor is named. */
  static ReplayOptions of(
      List<Path> files,
      @Nullable String sensor,
      ZoneId zone,
      @Nullable String timeFormat,
      MaxRejects maxRejects) {
    return ReplayOptions.of(
        files.stream().<Source>map(Source.LocalFile::new).toList(),
        DialectChoice.in(zone).withTimeFormat(timeFormat),
        sensor == null ? ColumnChoice.NONE : ColumnChoice.ofSensor(sensor),
        maxRejects);
  }
}
