package dev.gridpulse.testing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.embedded.EmbeddedDatabase;
import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.model.Topic;
import dev.gridpulse.model.TopicCreator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded servers in a program that is killed; here, as a second JVM is needed. */
class KilledServersTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final TopicPartition PARTITION = new TopicPartition("probe", 0);

  @TempDir Path folder;

  @Test
  void startAgainByThemselvesWithAllThatWasAcknowledged() throws Exception {
    int acknowledged;
    try (ChildJvm program = ChildJvm.start(Program.class, folder.toString())) {
      program.awaitOutput("^acknowledged 20$", SOON);
      program.kill9();
      acknowledged = lastAcknowledged(program);
    }

    assertHolds(acknowledged);
  }

  @Test
  void startAgainWhileTheOldDatabaseStillRuns() throws Exception {
    int acknowledged;
    ProcessHandle survivor;
    try (ChildJvm program = ChildJvm.start(DatabaseProgram.class, folder.toString())) {
      program.awaitOutput("^acknowledged 5$", SOON);
      survivor = postmaster();
      // The script that would stop PostgreSQL dies first, so that nobody does.
      program.process().children().forEach(ProcessHandle::destroyForcibly);
      program.kill9();
      acknowledged = lastAcknowledged(program);
    }
    assertThat(survivor.isAlive()).isTrue();

    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("database"))) {
      assertThat(Program.lastStored(database)).isBetween(acknowledged, acknowledged + 1);
    }
    // It has ended; that the system forgets it may take a moment more.
    await().atMost(SOON).until(() -> !survivor.isAlive());
  }

  @Test
  void leaveNoDatabaseBehindForLong() throws Exception {
    ProcessHandle postmaster;
    try (ChildJvm program = ChildJvm.start(DatabaseProgram.class, folder.toString())) {
      program.awaitOutput("^acknowledged 1$", SOON);
      postmaster = postmaster();
      program.kill9();
    }

    await().atMost(SOON).until(() -> !postmaster.isAlive());
  }

  @Test
  void startAfterAFirstStartThatWasCutShortAnywhere() throws Exception {
    for (int millis = 500; millis <= 2_000; millis += 500) {
      try (ChildJvm program = ChildJvm.start(Program.class, folder.toString())) {
        // Whatever it does at that moment: unpack, format, initdb, start, create.
        boolean ended =
            program
                .process()
                .onExit()
                .thenApply(_ -> true)
                .completeOnTimeout(false, millis, MILLISECONDS)
                .join();
        assertThat(ended).as(() -> String.join("\n", program.output())).isFalse();
        program.kill9();
      }
    }

    try (ChildJvm program = ChildJvm.start(Program.class, folder.toString())) {
      program.awaitOutput("^acknowledged 1$", SOON);
    }
  }

  @Test
  void keepTheDatabaseOutOfReachOfControlC() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("database"))) {
      // A terminal sends the signal to the whole process group of the program.
      assertThat(processGroup(postmaster())).isNotEqualTo(processGroup(ProcessHandle.current()));
      List<ProcessHandle> guards =
          ProcessHandle.current()
              .children()
              .filter(child -> processGroup(child).equals(processGroup(ProcessHandle.current())))
              .filter(this::guardsOurDatabase)
              .toList();
      assertThat(guards).isNotEmpty();

      for (ProcessHandle guard : guards) {
        output("kill", "-INT", Long.toString(guard.pid()));
      }

      try (Connection connection =
          DriverManager.getConnection(database.url(), database.user(), database.password())) {
        assertThat(connection.isValid(5)).isTrue();
      }
      assertThat(guards).allMatch(ProcessHandle::isAlive);
    }
  }

  /** Other tests have databases in this process too. */
  private boolean guardsOurDatabase(ProcessHandle child) {
    List<String> arguments = child.info().arguments().map(List::of).orElse(List.of());
    return arguments.contains("postgres-guard")
        && arguments.stream().anyMatch(argument -> argument.startsWith(folder.toString()));
  }

  private static int lastAcknowledged(ChildJvm program) {
    return Integer.parseInt(
        Objects.requireNonNull(program.lastOutput("^acknowledged (\\d+)$")).group(1));
  }

  private ProcessHandle postmaster() throws IOException {
    Path pidFile = folder.resolve("database").resolve("cluster").resolve("postmaster.pid");
    long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst());
    return ProcessHandle.of(pid).orElseThrow();
  }

  private static String processGroup(ProcessHandle process) {
    return output("ps", "-o", "pgid=", "-p", Long.toString(process.pid()));
  }

  private static String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts both servers here, and compares. */
  private void assertHolds(int acknowledged) throws SQLException {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
        EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("database"))) {
      assertThat(Program.lastStored(database)).isBetween(acknowledged, acknowledged + 1);
      Set<Integer> records = records(kafka.bootstrapServers());
      for (int i = 1; i <= acknowledged; i++) {
        assertThat(records).contains(i);
      }
    }
  }

  private static Set<Integer> records(String bootstrapServers) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", bootstrapServers),
            new IntegerDeserializer(),
            new IntegerDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
      var records = new HashSet<Integer>();
      while (consumer.position(PARTITION) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> records.add(record.value()));
      }
      return records;
    }
  }

  /** Writes 1, 2, 3… to both servers, and says what both have acknowledged. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      EmbeddedDatabase database = EmbeddedDatabase.start(folder.resolve("database"));
      EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
      Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (Admin admin = Admin.create(settings)) {
        TopicCreator.createMissing(admin, List.of(new Topic(PARTITION.topic(), 1, Map.of())));
      }
      try (var producer =
          new KafkaProducer<>(settings, new IntegerSerializer(), new IntegerSerializer())) {
        write(database, i -> producer.send(new ProducerRecord<>(PARTITION.topic(), i)).get());
      }
    }

    /** What is done with a number before the database gets it. */
    interface Step {
      void with(int number) throws Exception;
    }

    static void write(EmbeddedDatabase database, Step first) throws Exception {
      try (Connection connection = connect(database);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE IF NOT EXISTS probe (number integer)");
        for (int i = lastStored(database) + 1; ; i++) {
          first.with(i);
          statement.execute("INSERT INTO probe VALUES (" + i + ")");
          IO.println("acknowledged " + i);
        }
      }
    }

    static int lastStored(EmbeddedDatabase database) throws SQLException {
      try (Connection connection = connect(database);
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("SELECT coalesce(max(number), 0) FROM probe")) {
        result.next();
        return result.getInt(1);
      }
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
      return DriverManager.getConnection(database.url(), database.user(), database.password());
    }
  }

  /** The same without Kafka. */
  static final class DatabaseProgram {
    private DatabaseProgram() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      Program.write(EmbeddedDatabase.start(folder.resolve("database")), _ -> {});
    }
  }
}
