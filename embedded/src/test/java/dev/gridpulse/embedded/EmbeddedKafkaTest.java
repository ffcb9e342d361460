package dev.gridpulse.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

  @TempDir Path folder;

  @Test
  void keepsRecordsOverARestart() {
    int port;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      port = kafka.port();
      KafkaProbe.createTopic(kafka.bootstrapServers());
      KafkaProbe.write(kafka.bootstrapServers(), "before");
    }

    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, port)) {
      KafkaProbe.write(kafka.bootstrapServers(), "after");

      assertThat(KafkaProbe.readAll(kafka.bootstrapServers())).containsExactly("before", "after");
      assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
      assertThat(kafka.failure()).isEmpty();
    }
  }

  /** Without that its readers would wait for ever: nobody else ends it. */
  @Test
  @Timeout(60)
  void endsATransactionThatItsCoordinatorHasForgotten() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      KafkaProbe.createTopic(kafka.bootstrapServers());
      KafkaProbe.write(kafka.bootstrapServers(), "before");
      KafkaProbe.leaveOpenAndForget(kafka.bootstrapServers(), "open");
    }

    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      KafkaProbe.write(kafka.bootstrapServers(), "after");

      assertThat(KafkaProbe.readAll(kafka.bootstrapServers())).containsExactly("before", "after");
    }
  }

  @Test
  void twoBrokersRunSideBySide(@TempDir Path otherFolder) {
    try (EmbeddedKafka one = EmbeddedKafka.start(folder, 0);
        EmbeddedKafka other = EmbeddedKafka.start(otherFolder, 0)) {
      KafkaProbe.createTopic(one.bootstrapServers());
      KafkaProbe.createTopic(other.bootstrapServers());
      KafkaProbe.write(one.bootstrapServers(), "one");
      KafkaProbe.write(other.bootstrapServers(), "other");

      assertThat(KafkaProbe.readAll(one.bootstrapServers())).containsExactly("one");
      assertThat(KafkaProbe.readAll(other.bootstrapServers())).containsExactly("other");
    }
  }

  @Test
  void takesRecordsOfEightMegabytes() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      KafkaProbe.createTopic(kafka.bootstrapServers());
      String large = "x".repeat(8 << 20);

      KafkaProbe.write(kafka.bootstrapServers(), large);

      assertThat(KafkaProbe.readAll(kafka.bootstrapServers())).containsExactly(large);
    }
  }

  @Test
  void namesThePortThatIsTaken() throws IOException {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();

      assertThatExceptionOfType(PortTakenException.class)
          .isThrownBy(() -> EmbeddedKafka.start(folder, port))
          .withMessageContaining("127.0.0.1:" + port)
          .satisfies(e -> assertThat(e.port()).isEqualTo(port));
    }
  }

  @Test
  void givesTheControllerAPortOfItsOwn() {
    var ports = List.of(Ports.free(), Ports.free()).iterator();
    int port = ports.next();
    var drawn = List.of(port, port, ports.next()).iterator();

    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0, drawn::next)) {
      assertThat(kafka.port()).isEqualTo(port);
    }
    assertThat(drawn).isExhausted();
  }

  @Test
  void takesOthersWhenAPortThatWasFreeIsTakenMeanwhile() throws IOException {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = other.getLocalPort();
      var ports = List.of(taken, Ports.free(), Ports.free(), taken, Ports.free(), Ports.free());

      try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0, ports.iterator()::next)) {
        KafkaProbe.createTopic(kafka.bootstrapServers());
        assertThat(kafka.port()).isEqualTo(ports.get(4));
        assertThat(kafka.failure()).isEmpty();
      }
    }
  }

  @Test
  void refusesAFolderThatIsInUse() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      assertThat(kafka.failure()).isEmpty();
      assertThatExceptionOfType(EmbeddedServerException.class)
          .isThrownBy(() -> EmbeddedKafka.start(folder, 0))
          .withMessageContaining(folder.toString())
          .withMessageContaining("process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void formatsAnewWhatWasHalfFormatted() throws IOException {
    Path half = Files.createDirectories(folder.resolve("unfinished-1").resolve("log"));
    Files.writeString(half.resolve("bootstrap.checkpoint"), "cut sh");

    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      KafkaProbe.createTopic(kafka.bootstrapServers());
      assertThat(half).doesNotExist();
    }
  }

  @Test
  void saysWhatIsWrongWithDamagedDataAndLeavesTheProcessAlive() throws IOException {
    EmbeddedKafka.start(folder, 0).close();
    Files.writeString(folder.resolve("log").resolve("meta.properties"), "version=7\n");

    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(() -> EmbeddedKafka.start(folder, 0))
        .withMessageStartingWith("Kafka did not start: ");
  }
}
