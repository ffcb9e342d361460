package dev.gridpulse.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker and its controller in this process. It listens on 127.0.0.1 only; its data are
 * kept in a folder and survive a restart, also after {@code kill -9}.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final int NODE_ID = 1;
  private static final int ATTEMPTS = 5;
  private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

  /** What hangs may begin to do so a while after the start, when clients have come back. */
  private static final int LATER_LOOKS = 12;

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  private static final Map<String, String> ONE_BROKER =
      Map.of(
          "default.replication.factor", "1",
          "offsets.topic.replication.factor", "1",
          "transaction.state.log.replication.factor", "1",
          "transaction.state.log.min.isr", "1",
          "share.coordinator.state.topic.replication.factor", "1",
          "share.coordinator.state.topic.min.isr", "1",
          // A broker that was killed may register again only when its last session has run out.
          "broker.session.timeout.ms", "5000",
          "broker.heartbeat.interval.ms", "500");

  private static final Map<String, String> LAPTOP =
      Map.ofEntries(
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"),
          // The transaction of a program that was killed holds its readers up until it is aborted.
          Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"),
          Map.entry("message.max.bytes", Integer.toString(10 << 20)),
          Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20)),
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "4"),
          Map.entry("num.replica.alter.log.dirs.threads", "1"),
          Map.entry("background.threads", "2"));

  private final FolderLock lock;
  private final KafkaRaftServer server;
  private final int port;
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread watch =
      Thread.ofPlatform().name("gridpulse-kafka-watch").daemon().unstarted(this::watch);

  private EmbeddedKafka(FolderLock lock, KafkaRaftServer server, int port) {
    this.lock = lock;
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker and returns when it answers. A folder that is empty, or whose first start was
   * cut short, is formatted first.
   *
   * @param dataDir the broker's own folder, made when missing; one broker at a time
   * @param port the port to listen on, 0 for a free one
   * @throws PortTakenException when another program listens there
   * @throws EmbeddedServerException when the broker does not start
   */
  public static EmbeddedKafka start(Path dataDir, int port) {
    return start(dataDir, port, Ports::free);
  }

  static EmbeddedKafka start(Path dataDir, int port, IntSupplier freePorts) {
    if (port < 0 || port > 65535) {
      throw new EmbeddedServerException("Kafka's port must be 0 to 65535, not " + port);
    }
    Path folder = dataDir.toAbsolutePath().normalize();
    if (folder.toString().contains(",")) {
      throw new EmbeddedServerException(
          "Kafka cannot use a folder with a comma in its path: " + folder);
    }
    if (port != 0 && !Ports.isFree(port)) {
      throw new PortTakenException("Kafka", port);
    }
    FolderLock lock = FolderLock.acquire(folder);
    try {
      Path log = folder.resolve("log");
      format(folder, log);
      return start(lock, log, port, freePorts);
    } catch (Throwable e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedKafka start(
      FolderLock lock, Path log, int wantedPort, IntSupplier freePorts) {
    for (int attempt = 1; ; attempt++) {
      int port = wantedPort == 0 ? freePorts.getAsInt() : wantedPort;
      int controllerPort = freePorts.getAsInt();
      while (controllerPort == port) {
        controllerPort = freePorts.getAsInt();
      }
      try {
        return start(lock, settings(log, port, controllerPort), port);
      } catch (EmbeddedServerException e) {
        // Between choosing a free port and listening on it another program may take it.
        // Kafka tells of it only when it is the broker's, not the controller's.
        boolean portTaken = isPortTaken(e) || !Ports.isFree(controllerPort);
        if (portTaken && wantedPort != 0 && !Ports.isFree(wantedPort)) {
          throw new PortTakenException("Kafka", wantedPort);
        }
        if (!portTaken || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static EmbeddedKafka start(FolderLock lock, Properties settings, int port) {
    EmbeddedKafka kafka = null;
    try {
      var server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
      kafka = new EmbeddedKafka(lock, server, port);
      BrokerExits.register(kafka);
      server.startup();
      kafka.awaitReady();
      kafka.watch.start();
      LOG.debug("Kafka listens on {}", kafka.bootstrapServers());
      return kafka;
    } catch (Throwable e) {
      if (kafka != null) {
        kafka.abandon();
      }
      throw new EmbeddedServerException("Kafka did not start: " + reason(e), e);
    }
  }

  /** Host and port for clients, such as {@code 127.0.0.1:9092}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /**
   * Why the broker no longer works, such as a full disk; empty while it does. A broker of its own
   * would have ended its process.
   */
  public Optional<String> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Stops the broker in order and returns when all is on disk. Clients should be closed before. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      watch.interrupt();
      try {
        server.shutdown();
        server.awaitShutdown();
      } finally {
        BrokerExits.forget(this);
        lock.close();
      }
    }
  }

  void fail(String reason) {
    failure.compareAndSet(null, reason);
  }

  /** After a failed start; the reason for that is what the user should hear. */
  private void abandon() {
    try {
      server.shutdown();
    } catch (RuntimeException | Error e) {
      LOG.debug("A broker that had not started did not stop either", e);
    } finally {
      BrokerExits.forget(this);
    }
  }

  private Admin admin() {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG,
            50,
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            50));
  }

  private void watch() {
    Admin admin = admin();
    try {
      for (int look = 0; look < LATER_LOOKS; look++) {
        Thread.sleep(BETWEEN_LOOKS);
        abortHangingTransactions(admin);
      }
    } catch (InterruptedException e) {
      LOG.debug("The broker is closed");
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  private void awaitReady() throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin = admin()) {
      admin.describeCluster().nodes().get(READY_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      abortHangingTransactions(admin);
    }
  }

  private static void abortHangingTransactions(Admin admin) throws InterruptedException {
    try {
      new HangingTransactions(admin).abort();
    } catch (ExecutionException e) {
      LOG.warn("Whether a transaction was left open could not be found out", e.getCause());
    }
  }

  /** Formats in a folder aside and renames it: what bears the name is whole. */
  private static void format(Path folder, Path log) {
    if (Files.exists(log)) {
      return;
    }
    try {
      Path scratch = Folders.scratch(folder);
      Path unfinished = scratch.resolve("log");
      Path file = scratch.resolve("server.properties");
      try (OutputStream out = Files.newOutputStream(file)) {
        settings(unfinished, 1, 2).store(out, null);
      }
      PrintStream discarded =
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
      int status =
          StorageTool.execute(
              new String[] {
                "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()
              },
              discarded);
      if (status != 0) {
        throw new EmbeddedServerException("Kafka's folder could not be formatted: " + folder);
      }
      Files.move(unfinished, log, StandardCopyOption.ATOMIC_MOVE);
      Folders.delete(scratch);
    } catch (IOException e) {
      throw new EmbeddedServerException("Kafka's folder could not be formatted: " + reason(e), e);
    }
  }

  private static Properties settings(Path log, int port, int controllerPort) {
    var settings = new Properties();
    settings.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            Integer.toString(NODE_ID),
            // Static voters: the controller's port may differ at every start.
            "controller.quorum.voters",
            NODE_ID + "@127.0.0.1:" + controllerPort,
            "controller.listener.names",
            "CONTROLLER",
            "listeners",
            "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort),
            "advertised.listeners",
            "PLAINTEXT://127.0.0.1:" + port,
            "log.dirs",
            log.toString()));
    settings.putAll(ONE_BROKER);
    settings.putAll(LAPTOP);
    return settings;
  }

  private static boolean isPortTaken(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  /** The innermost message: that of Kafka's wrappers says less. */
  private static String reason(Throwable failure) {
    Throwable e = failure;
    while (e.getCause() != null) {
      e = e.getCause();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
