package dev.gridpulse.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.embedded.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningTest {
  @TempDir private Path folder;

  @Test
  void waitsForKafkaNoLongerThanItSays() throws Exception {
    int nobody = freePort();

    assertThatThrownBy(() -> running(nobody, Duration.ofSeconds(2)).kafka())
        .isInstanceOf(FailedException.class)
        .hasMessageContaining("Kafka does not answer on 127.0.0.1:%d (within 2 s)", nobody);
  }

  @Test
  void goesOnWhenKafkaComes() throws Exception {
    int port = freePort();
    var waiting = CompletableFuture.supplyAsync(() -> running(port, Duration.ofMinutes(2)).kafka());
    assertThatThrownBy(() -> waiting.get(1, TimeUnit.SECONDS))
        .as("it waits")
        .isInstanceOf(TimeoutException.class);

    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), port)) {
      assertThat(waiting.get(2, TimeUnit.MINUTES))
          .containsEntry("bootstrap.servers", kafka.bootstrapServers());
    }
  }

  private Running running(int port, Duration patience) {
    return new Running(
        Settings.of(Map.of("GRIDPULSE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + port)),
        new DataFolder(folder.resolve("data")),
        patience);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
