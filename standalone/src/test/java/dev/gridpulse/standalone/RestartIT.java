package dev.gridpulse.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingPublisher;
import dev.gridpulse.testing.Oracle;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka has acknowledged is there after every kind of end. */
class RestartIT {
  private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
  private static final int READINGS = 40_000;

  @TempDir private Path folder;

  private final List<ReadingBatch> acknowledged = new ArrayList<>();

  @Test
  void keepsWhatWasAcknowledgedOverStopAndKill() throws Exception {
    try (Program first = Program.up(folder)) {
      send(first);
      first.stop();
      assertThat(folder.resolve("runtime.properties")).doesNotExist();
    }
    try (Program second = Program.up(folder)) {
      send(second);
      // At once, with most of it still on its way through Streams and the sink.
      second.process().kill9();
      assertThat(folder.resolve("runtime.properties")).as("left by the kill").exists();
    }
    try (Program third = Program.up(folder)) {
      send(third);

      await()
          .atMost(Duration.ofSeconds(90))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                try (Connection connection = third.connect()) {
                  Oracle.ofAllSent(connection, acknowledged).assertNoDifferences();
                }
              });
    }
  }

  /** Sends the next readings and returns when Kafka has acknowledged all of them. */
  private void send(Program program) {
    Random random = new Random(acknowledged.size());
    long from = START.toEpochMilli() + 1000L * (READINGS / 2) * acknowledged.size();
    try (ReadingPublisher publisher =
        ReadingPublisher.connect(
            Settings.kafka(program.runtime().kafkaBootstrapServers()), "restart-test")) {
      for (String sensor : List.of("north", "south")) {
        long[] timestamps = new long[READINGS];
        double[] values = new double[READINGS];
        for (int i = 0; i < READINGS; i++) {
          timestamps[i] = from + i * 1000L;
          values[i] = random.nextInt(100_000) / 100.0;
          publisher.add(sensor, timestamps[i], values[i]);
        }
        acknowledged.add(ReadingBatch.of(sensor, timestamps, values, READINGS));
      }
      publisher.flush();
      assertThat(publisher.delivered()).isEqualTo(2L * READINGS);
    }
  }
}
