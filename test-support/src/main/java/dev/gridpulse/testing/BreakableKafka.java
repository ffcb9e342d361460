package dev.gridpulse.testing;

import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.model.TopicCreator;
import dev.gridpulse.model.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * A real broker in a JVM of its own, with all topics of {@link Topics}: to be stopped, killed and
 * paused, and started again on the same port with the same data.
 */
public final class BreakableKafka implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final TemporaryFolder folder;
  private ChildJvm broker;
  private int port;

  private BreakableKafka(TemporaryFolder folder) {
    this.folder = folder;
    this.broker = launch();
    this.port = awaitPort();
  }

  /** Takes some 4 s. */
  public static BreakableKafka start() {
    TemporaryFolder folder = TemporaryFolder.create("gridpulse-kafka-");
    var kafka = new BreakableKafka(folder);
    try (Admin admin = kafka.admin()) {
      TopicCreator.createMissing(admin, Topics.all());
    }
    return kafka;
  }

  private ChildJvm launch() {
    return ChildJvm.start(
        Program.class,
        List.of("-Xmx384m", "-XX:+UseSerialGC"),
        Map.of(),
        List.of(folder.path().toString(), Integer.toString(port)));
  }

  private int awaitPort() {
    return Integer.parseInt(broker.awaitOutput("^listening on (\\d+)$", PATIENCE).group(1));
  }

  /** Host and port for clients; the same after every start. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** An admin client, to be closed by the caller. */
  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
  }

  /** Whether its process lives; one that is paused does. */
  public boolean isAlive() {
    return broker.isAlive();
  }

  /** Stops it in order. */
  public void stop() {
    broker.stop(PATIENCE);
  }

  /** Kills it as {@code kill -9} does. */
  public void kill9() {
    broker.kill9();
  }

  /** Stops its clock; clients wait for answers. */
  public void pause() {
    broker.pause();
  }

  /** Lets it go on after {@link #pause}. */
  public void resume() {
    broker.resume();
  }

  /** Starts it after a stop or a kill; returns when it answers. */
  public void startAgain() {
    if (broker.isAlive()) {
      throw new IllegalStateException("the broker still runs");
    }
    broker = launch();
    port = awaitPort();
  }

  @Override
  public void close() {
    broker.close();
    folder.close();
  }

  /** Arguments: folder, port (0 for a free one). */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws InterruptedException {
      ChildJvm.endWithParent();
      EmbeddedKafka kafka =
          EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
      Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop-broker"));
      IO.println("listening on " + kafka.port());
      Thread.currentThread().join();
    }
  }
}
