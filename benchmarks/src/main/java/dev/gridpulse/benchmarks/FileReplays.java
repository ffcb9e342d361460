package dev.gridpulse.benchmarks;

import dev.gridpulse.ingest.ColumnChoice;
import dev.gridpulse.ingest.DialectChoice;
import dev.gridpulse.ingest.FileFormat;
import dev.gridpulse.ingest.KafkaReplayJournal;
import dev.gridpulse.ingest.KnownSensors;
import dev.gridpulse.ingest.MaxRejects;
import dev.gridpulse.ingest.RejectFile;
import dev.gridpulse.ingest.Replay;
import dev.gridpulse.ingest.ReplayJournal;
import dev.gridpulse.ingest.ReplayOptions;
import dev.gridpulse.ingest.ReplayProgress;
import dev.gridpulse.ingest.source.Source;
import dev.gridpulse.model.ReadingPublisher;
import dev.gridpulse.model.ReadingSink;
import dev.gridpulse.model.Sensor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Replays of a file, as the command does them. */
final class FileReplays {
  private FileReplays() {}

  /**
   * Replays into Kafka, journal and all.
   *
   * @return how many readings were acknowledged
   */
  static long intoKafka(Path file, ColumnChoice columns, Map<String, Object> connection) {
    try (ReadingPublisher publisher = ReadingPublisher.connect(connection, "bench");
        ReplayJournal journal = new KafkaReplayJournal(connection)) {
      return run(file, columns, publisher, journal, KnownSensors.read(connection));
    }
  }

  /**
   * Replays into a sink.
   *
   * @return how many readings it took
   */
  static long run(
      Path file,
      ColumnChoice columns,
      ReadingSink sink,
      ReplayJournal journal,
      Collection<Sensor> known) {
    return new Replay(
            new ReplayOptions(
                List.of(new Source.LocalFile(file)),
                null,
                FileFormat.AUTO,
                DialectChoice.in(ZoneOffset.UTC),
                columns,
                null,
                null,
                Long.MAX_VALUE,
                Double.POSITIVE_INFINITY,
                true,
                MaxRejects.parse("0"),
                false),
            sink,
            Clock.systemUTC(),
            ReplayProgress.none(),
            journal,
            RejectFile.none(),
            known)
        .run()
        .delivered();
  }
}
