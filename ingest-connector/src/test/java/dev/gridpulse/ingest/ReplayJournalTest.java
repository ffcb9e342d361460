package dev.gridpulse.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.ingest.source.Source;
import dev.gridpulse.model.DeliveryFailed;
import dev.gridpulse.model.Reading;
import dev.gridpulse.model.ReadingSink;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.Sensor;
import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.TestKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was delivered is not delivered again, and what was not is. */
class ReplayJournalTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @TempDir private Path folder;

  private final Map<String, ReplayJournal.Entry> entries = new HashMap<>();
  private final ReplayJournal journal =
      new ReplayJournal() {
        @Override
        public Optional<Entry> find(String id) {
          return Optional.ofNullable(entries.get(id));
        }

        @Override
        public void record(Entry entry) {
          entries.put(entry.id(), entry);
        }

        @Override
        public void close() {}
      };

  @Test
  void deliversAContentOnceWhateverItIsCalled() throws IOException {
    Path file = write("a.csv", 100);
    ListSink sink = new ListSink();
    assertThat(replay(file, sink, false).delivered()).isEqualTo(100);

    Path copy = Files.copy(file, folder.resolve("b.csv"));
    ReplaySummary again = replay(copy, sink, false);

    assertThat(again.rows()).isZero();
    assertThat(sink.readings).hasSize(100);
    assertThat(replay(copy, sink, true).delivered()).as("by force").isEqualTo(100);
  }

  @Test
  void deliversAContentAgainThatIsReadInAnotherWay() throws IOException {
    Path file = write("a.csv", 100);
    ListSink sink = new ListSink();
    replay(file, sink, false);

    assertThat(replay(file, sink, false, "other").delivered()).isEqualTo(100);
  }

  @Test
  void goesOnWhereItWasStoppedInTheMiddleOfTheHourThatComesTwice() throws IOException {
    StringBuilder text = new StringBuilder("t;v\n");
    for (int pass = 0; pass < 2; pass++) {
      for (int minute = 0; minute < 60; minute++) {
        text.append("2021-10-31 02:%02d:00;%d\n".formatted(minute, pass));
      }
    }
    Path file = Files.writeString(folder.resolve("night.csv"), text);
    ListSink whole = new ListSink();
    replay(file, whole, true);
    String id = entries.keySet().iterator().next();

    for (int rows = 1; rows < 120; rows += 17) {
      entries.put(id, new ReplayJournal.Entry(id, "night.csv", rows, 0, false, Instant.EPOCH));
      ListSink rest = new ListSink();

      ReplaySummary summary = replay(file, rest, false);

      assertThat(rest.readings).isEqualTo(whole.readings.subList(rows, 120));
      assertThat(summary.values()).isEqualTo(120);
      assertThat(summary.skipped()).isEqualTo(Map.of(SkipReason.DONE_BEFORE, (long) rows));
      assertThat(entries.get(id).complete()).isTrue();
    }
  }

  @Test
  void neverTellsOfLessThanBefore() throws IOException {
    Path file = write("a.csv", 5_000);
    ListSink sink = new ListSink();
    replay(file, sink, false);
    String id = entries.keySet().iterator().next();
    ReplayJournal.Entry all = entries.get(id);

    replay(file, new ListSink(), true, "s", 10);
    assertThat(entries.get(id)).as("by force").isEqualTo(all);

    var half = new ReplayJournal.Entry(id, "a.csv", 4_000, 0, false, Instant.EPOCH);
    entries.put(id, half);
    replay(file, sink, false, "s", 100);
    assertThat(entries.get(id)).as("with a limit").isEqualTo(half);
  }

  @Test
  void judgesTheRejectsOfAllRunsTogether() throws IOException {
    Path file = write("a.csv", 100);
    replay(file, new ListSink(), true);
    String id = entries.keySet().iterator().next();
    entries.put(id, new ReplayJournal.Entry(id, "a.csv", 90, 5, false, Instant.EPOCH));

    ReplaySummary summary = replay(file, new ListSink(), false);

    assertThat(summary.delivered()).isEqualTo(10);
    assertThat(summary.rejected()).isZero();
    assertThat(summary.hasTooManyRejects()).as("5 of 100").isTrue();
    assertThat(entries.get(id).rejected()).isEqualTo(5);
  }

  @Test
  void tellsWhatIsWrongInARegistryOnce() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mapping.csv"),
            "uuid;name\n30cbc97d-0fef-4928-a683-6886a260cd0b;cellar\nnone;attic\n");

    ReplaySummary first = replay(file, new ListSink(), false);
    ReplaySummary second = replay(file, new ListSink(), false);

    assertThat(first.rejected()).isEqualTo(1);
    assertThat(second.values()).isZero();
    assertThat(second.hasTooManyRejects()).isFalse();
  }

  /** What fails in the middle has told no more than what was acknowledged. */
  @Test
  void tellsNothingThatWasNotAcknowledged() throws IOException {
    Path file = write("a.csv", 100);
    FailingSink failing = new FailingSink(50);

    assertThatThrownBy(() -> replay(file, failing, false)).isInstanceOf(DeliveryFailed.class);

    assertThat(entries).isEmpty();
    ListSink sink = new ListSink();
    assertThat(replay(file, sink, false).delivered()).isEqualTo(100);
  }

  @Test
  void isKeptInKafka() {
    try (TestKafka kafka = TestKafka.start()) {
      Map<String, Object> connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Admin admin = kafka.admin()) {
        TopicCreator.createMissing(admin, List.of(Topics.REPLAY_PROGRESS));
      }
      ReplayJournal.Entry half =
          new ReplayJournal.Entry("id 1", "größe.csv", 7, 0, false, Instant.EPOCH);
      ReplayJournal.Entry all =
          new ReplayJournal.Entry("id 1", "größe.csv", 9, 3, true, Instant.ofEpochSecond(5));
      try (ReplayJournal first = new KafkaReplayJournal(connection)) {
        assertThat(first.find("id 1")).isEmpty();
        first.record(half);
        assertThat(first.find("id 1")).contains(half);
      }
      try (ReplayJournal second = new KafkaReplayJournal(connection)) {
        assertThat(second.find("id 1")).contains(half);
        second.record(all);
      }
      try (ReplayJournal third = new KafkaReplayJournal(connection)) {
        assertThat(third.find("id 1")).contains(all);
        assertThat(third.find("id 2")).isEmpty();
      }
    }
  }

  private Path write(String name, int rows) throws IOException {
    StringBuilder text = new StringBuilder("t;v\n");
    for (int i = 0; i < rows; i++) {
      text.append(Instant.parse("2021-05-01T00:00:00Z").plusSeconds(i)).append(";1\n");
    }
    return Files.writeString(folder.resolve(name), text);
  }

  private ReplaySummary replay(Path file, ReadingSink sink, boolean force) {
    return replay(file, sink, force, "s");
  }

  private ReplaySummary replay(Path file, ReadingSink sink, boolean force, String sensor) {
    return replay(file, sink, force, sensor, Long.MAX_VALUE);
  }

  private ReplaySummary replay(
      Path file, ReadingSink sink, boolean force, String sensor, long limit) {
    ReplayOptions options =
        new ReplayOptions(
            List.of(new Source.LocalFile(file)),
            null,
            FileFormat.AUTO,
            DialectChoice.in(BERLIN),
            ColumnChoice.ofSensor(sensor),
            null,
            null,
            limit,
            Double.POSITIVE_INFINITY,
            force,
            MaxRejects.DEFAULT,
            false);
    return new Replay(
            options,
            sink,
            Clock.systemUTC(),
            ReplayProgress.none(),
            journal,
            RejectFile.none(),
            List.of())
        .run();
  }

  /** Takes so many readings. */
  private static final class FailingSink implements ReadingSink {
    private final int most;
    private final List<Reading> readings = new ArrayList<>();

    FailingSink(int most) {
      this.most = most;
    }

    @Override
    public void add(String sensor, long timestamp, double value) {
      if (readings.size() == most) {
        throw new DeliveryFailed("no more", new IOException("full"));
      }
      readings.add(new Reading(sensor, timestamp, value));
    }

    @Override
    public void reject(Reject reject) {}

    @Override
    public void register(Sensor sensor) {}

    @Override
    public void push() {}

    @Override
    public void flush() {}

    @Override
    public long delivered() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
