package dev.gridpulse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.ingest.source.Source;
import dev.gridpulse.model.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaceTest {
  @TempDir private Path folder;

  @Test
  void mergesFilesByTimeAndLetsItPassAtTheSpeedAskedFor() throws IOException {
    List<Source> files =
        List.of(
            file("a.csv", "t;id;v\n2021-05-01T00:00:00Z;a;1\n2021-05-01T00:00:20Z;a;3\n"),
            file("b.csv", "t;id;v\n2021-05-01T00:00:10Z;b;2\nx;b;0\n2021-05-01T00:00:30Z;b;4\n"));
    ListSink sink = new ListSink();
    ReplayOptions options =
        new ReplayOptions(
            files,
            null,
            FileFormat.AUTO,
            DialectChoice.in(ZoneOffset.UTC),
            ColumnChoice.NONE,
            null,
            null,
            Long.MAX_VALUE,
            30,
            false,
            MaxRejects.parse("50%"),
            false);

    ReplaySummary summary =
        new Replay(options, sink, Clock.systemUTC(), ReplayProgress.none()).run();

    assertThat(sink.readings).extracting(Reading::value).containsExactly(1.0, 2.0, 3.0, 4.0);
    assertThat(summary.elapsed()).isBetween(Duration.ofMillis(990), Duration.ofSeconds(20));
    assertThat(summary.rejected()).isEqualTo(1);
  }

  @Test
  void stopsAtTheLimitOfRejectsWithReadingsThatWait() throws IOException {
    List<Source> files =
        List.of(
            file("a.csv", "t;id;v\n2021-05-01T00:00:00Z;a;1\nx;a;3\n2021-05-01T00:00:20Z;a;3\n"),
            file("b.csv", "t;id;v\n2021-05-01T00:00:01Z;b;2\n2021-05-01T00:00:30Z;b;4\n"));
    ListSink sink = new ListSink();
    ReplayOptions options =
        new ReplayOptions(
            files,
            null,
            FileFormat.AUTO,
            DialectChoice.in(ZoneOffset.UTC),
            ColumnChoice.NONE,
            null,
            null,
            Long.MAX_VALUE,
            1000,
            false,
            MaxRejects.parse("0"),
            false);

    ReplaySummary summary =
        new Replay(options, sink, Clock.systemUTC(), ReplayProgress.none()).run();

    assertThat(summary.stopped()).isTrue();
    assertThat(summary.hasTooManyRejects()).isTrue();
    assertThat(summary.delivered()).isEqualTo(sink.readings.size()).isLessThan(4);
  }

  private Source file(String name, String text) throws IOException {
    return new Source.LocalFile(Files.writeString(folder.resolve(name), text));
  }
}
