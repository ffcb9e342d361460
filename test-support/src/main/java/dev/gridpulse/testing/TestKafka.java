package dev.gridpulse.testing;

import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.model.Topic;
import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.AppInfoParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real broker in a temporary folder. The names of topics are fixed, so the usual way is one
 * broker for each test class ({@link #start}); it takes about a second.
 */
public final class TestKafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TestKafka.class);

  private final TemporaryFolder folder;
  private EmbeddedKafka broker;

  private TestKafka(TemporaryFolder folder, EmbeddedKafka broker) {
    this.folder = folder;
    this.broker = broker;
  }

  /** A broker with all topics of {@link Topics}. */
  public static TestKafka start() {
    TestKafka kafka = startEmpty();
    kafka.create(Topics.all());
    return kafka;
  }

  /** A broker without topics. */
  public static TestKafka startEmpty() {
    LOG.info("Tests run on an embedded Kafka broker {}", AppInfoParser.getVersion());
    TemporaryFolder folder = TemporaryFolder.create("gridpulse-kafka-");
    return new TestKafka(folder, EmbeddedKafka.start(folder.path(), 0));
  }

  /**
   * The one broker of this JVM, without topics at first; stopped when the JVM ends. For tests that
   * make topics with names of their own.
   */
  public static TestKafka shared() {
    return Shared.KAFKA;
  }

  /** Host and port for clients. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Where the broker keeps its data. */
  public Path dataFolder() {
    return folder.path();
  }

  /** Creates the topics that are missing. */
  public void create(Collection<Topic> topics) {
    try (Admin admin = admin()) {
      TopicCreator.createMissing(admin, topics);
    }
  }

  /** An admin client, to be closed by the caller. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
  }

  /** Stops the broker and starts it again on the same port with the same data. */
  public void restart() {
    restart(() -> {});
  }

  private void restart(Runnable whileStopped) {
    int port = broker.port();
    broker.close();
    whileStopped.run();
    broker = EmbeddedKafka.start(folder.path(), port);
  }

  /**
   * Restarts the broker with the last part of a partition's log missing, as a crash of its machine
   * may leave it.
   *
   * @param keep the share of the log's bytes that remains, 0 to 1
   */
  public void restartWithLogCutBack(TopicPartition partition, double keep) {
    Path log = folder.path().resolve("log");
    restart(
        () -> {
          try {
            // Without this mark the broker looks at what is really there.
            Files.deleteIfExists(log.resolve(".kafka_cleanshutdown"));
            cut(log.resolve(partition.toString()), keep);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void cut(Path partition, double keep) throws IOException {
    try (Stream<Path> files = Files.list(partition)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".log")) {
          try (FileChannel segment = FileChannel.open(file, StandardOpenOption.WRITE)) {
            segment.truncate((long) (segment.size() * keep));
          }
        } else if (name.endsWith("index") || name.endsWith(".snapshot")) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public void close() {
    broker.close();
    folder.close();
  }

  private static final class Shared {
    static final TestKafka KAFKA = startEmpty();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(KAFKA::close, "stop-test-kafka"));
    }
  }
}
