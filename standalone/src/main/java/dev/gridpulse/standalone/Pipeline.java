package dev.gridpulse.standalone;

import dev.gridpulse.aggregator.Aggregator;
import dev.gridpulse.aggregator.AggregatorSettings;
import dev.gridpulse.embedded.EmbeddedDatabase;
import dev.gridpulse.embedded.EmbeddedKafka;
import dev.gridpulse.embedded.FolderLock;
import dev.gridpulse.partner.PartnerExport;
import dev.gridpulse.query.QueryApi;
import dev.gridpulse.query.QueryApiSettings;
import dev.gridpulse.query.StatusServer;
import dev.gridpulse.query.http.RoleStatus;
import dev.gridpulse.query.security.TokenSecret;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.DatabaseSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one process: the embedded broker and database (unless settings name others), the
 * aggregator, the API and the partner's export. Parts are stopped in the opposite order of their
 * start.
 */
final class Pipeline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final Duration TOKEN_VALIDITY = Duration.ofDays(365);
  private static final Duration READY_REPORT = Duration.ofSeconds(30);
  private static final Duration READY_PAUSE = Duration.ofMillis(100);

  private final Settings settings;
  private final DataFolder folder;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Metrics metrics;
  private boolean closing;

  private @Nullable EmbeddedKafka kafka;

  // Asked by requests for health too.
  private volatile @Nullable Aggregator aggregator;
  private volatile boolean ready;

  Pipeline(Settings settings, DataFolder folder) {
    this.settings = settings;
    this.folder = folder;
    this.metrics = add(Metrics::new);
  }

  /**
   * Starts all parts and returns when readings can flow; writes {@code operator.token} and then
   * {@code runtime.properties}.
   *
   * @param httpPort the API's port, 0 for a free one
   * @param kafkaPort the embedded broker's port, 0 for a free one
   * @return where it can be reached
   */
  RuntimeFile start(int httpPort, int kafkaPort) {
    // Told before anything is started.
    var _ = settings.amendmentDays();
    folder.create();
    add(() -> FolderLock.acquire(folder.path()));
    RuntimeFile.remove(folder);
    say("starting Kafka and PostgreSQL…");
    CompletableFuture<DatabaseSettings> databaseStart =
        CompletableFuture.supplyAsync(this::startDatabase);
    String bootstrapServers;
    try {
      bootstrapServers = startKafka(kafkaPort);
    } catch (RuntimeException e) {
      databaseStart.handle((_, _) -> null).join();
      throw e;
    }
    DatabaseSettings database = join(databaseStart);
    say("starting the aggregator and the API…");
    aggregator = add(() -> startAggregator(bootstrapServers, database));
    byte[] secret = tokenSecret();
    QueryApi api = add(() -> startApi(httpPort, database, secret, Optional.of(bootstrapServers)));
    awaitReady();
    add(() -> startPartnerExport(bootstrapServers, database));

    RuntimeFile runtime =
        new RuntimeFile(
            api.url().toString(),
            bootstrapServers,
            database.url(),
            database.user() == null ? "" : database.user(),
            database.password() == null ? "" : database.password());
    add(() -> published(runtime));
    return runtime;
  }

  /**
   * Starts the aggregator over the broker and the database that the settings name, with a port for
   * its health and metrics.
   *
   * @return where that port is
   */
  URI startAggregatorAlone(int httpPort) {
    folder.create();
    add(() -> FolderLock.acquire(folder.path()));
    String bootstrapServers = settings.require(Setting.KAFKA_BOOTSTRAP_SERVERS);
    StatusServer status = add(() -> startStatus(httpPort, new AggregatorStatus()));
    aggregator = add(() -> startAggregator(bootstrapServers, database()));
    awaitReady();
    return status.url();
  }

  /**
   * Starts the partner's export over the broker and the database that the settings name, with a
   * port for its health and metrics.
   *
   * @return where that port is
   */
  URI startPartnerExportAlone(int httpPort) {
    folder.create();
    add(() -> FolderLock.acquire(folder.path()));
    String bootstrapServers = settings.require(Setting.KAFKA_BOOTSTRAP_SERVERS);
    PartnerExportStatus role = new PartnerExportStatus();
    StatusServer status = add(() -> startStatus(httpPort, role));
    role.started(add(() -> startPartnerExport(bootstrapServers, database())));
    return status.url();
  }

  /** Starts the API over the database that the settings name; answers where it listens. */
  URI startApiAlone(int port) {
    byte[] secret = settings.jwtSecret().orElseThrow();
    Optional<String> kafkaServers = settings.find(Setting.KAFKA_BOOTSTRAP_SERVERS);
    if (kafkaServers.isEmpty()) {
      say("no live feed, as %s is not set".formatted(Setting.KAFKA_BOOTSTRAP_SERVERS.variable()));
    }
    return add(() -> startApi(port, database(), secret, kafkaServers)).url();
  }

  private String startKafka(int port) {
    Optional<String> external = settings.find(Setting.KAFKA_BOOTSTRAP_SERVERS);
    if (external.isPresent()) {
      return external.get();
    }
    EmbeddedKafka started = add(() -> EmbeddedKafka.start(folder.kafka(), port));
    kafka = started;
    return started.bootstrapServers();
  }

  private DatabaseSettings startDatabase() {
    if (settings.find(Setting.DATABASE_URL).isPresent()) {
      return database();
    }
    EmbeddedDatabase started = add(() -> EmbeddedDatabase.start(folder.postgres()));
    return DatabaseSettings.of(started.url(), started.user(), started.password());
  }

  private Aggregator startAggregator(String bootstrapServers, DatabaseSettings database) {
    return Aggregator.start(
        new AggregatorSettings(
            Settings.kafka(bootstrapServers),
            database.url(),
            database.user(),
            database.password(),
            folder.streams(),
            Math.toIntExact(settings.requireNumber(Setting.AGGREGATOR_THREADS)),
            settings.requireNumber(Setting.AGGREGATOR_MAX_READINGS),
            AggregatorSettings.DEFAULT_AUDIT_REST,
            settings.storage()),
        metrics.registry());
  }

  private PartnerExport startPartnerExport(String bootstrapServers, DatabaseSettings database) {
    return PartnerExport.start(settings.partner(bootstrapServers, database), metrics.registry());
  }

  private QueryApi startApi(
      int port, DatabaseSettings database, byte[] secret, Optional<String> kafkaServers) {
    return QueryApi.start(
        new QueryApiSettings(
            settings.require(Setting.HTTP_HOST),
            port,
            database,
            TokenSecret.of(secret),
            settings.limits(),
            kafkaServers.map(settings::live)),
        metrics.registry());
  }

  private StatusServer startStatus(int port, RoleStatus role) {
    return StatusServer.start(
        settings.require(Setting.HTTP_HOST),
        port,
        TokenSecret.of(tokenSecret()),
        metrics.registry(),
        role);
  }

  /** The key that is set, else the folder's own; the operator's token is made with it. */
  private byte[] tokenSecret() {
    byte[] secret = settings.jwtSecret().orElseGet(folder::tokenKey);
    folder.writePrivately(
        folder.operatorToken(), Tokens.operatorToken(secret, Instant.now(), TOKEN_VALIDITY) + "\n");
    return secret;
  }

  /** The database that the settings name. */
  private DatabaseSettings database() {
    return DatabaseSettings.of(
        settings.require(Setting.DATABASE_URL),
        settings.find(Setting.DATABASE_USER).orElse(null),
        settings.databasePassword().orElse(null));
  }

  /** The file stands from here on, and goes before anything else when the program stops. */
  private AutoCloseable published(RuntimeFile runtime) {
    runtime.write(folder);
    return () -> RuntimeFile.remove(folder);
  }

  private static void say(String what) {
    System.err.println("gridpulse: " + what);
  }

  private void awaitReady() {
    Instant report = Instant.now().plus(READY_REPORT);
    while (!isRunning(aggregator)) {
      failure()
          .ifPresent(
              failure -> {
                throw new FailedException(failure);
              });
      if (Instant.now().isAfter(report)) {
        // Giving up would not help: the next start would have to read the same again.
        say("still reading back what was open when it stopped…");
        report = Instant.now().plus(READY_REPORT);
      }
      try {
        Thread.sleep(READY_PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FailedException("Interrupted while starting.");
      }
    }
    ready = true;
  }

  private static boolean isRunning(@Nullable Aggregator aggregator) {
    return aggregator != null && aggregator.isRunning();
  }

  /** Why it does not work any more and will not by itself, if so. */
  Optional<String> failure() {
    Optional<String> broker = kafka == null ? Optional.empty() : kafka.failure();
    Aggregator running = aggregator;
    return broker.isPresent() || running == null ? broker : running.failure();
  }

  /**
   * Starts a part, unless all is being stopped; whatever was started is stopped by {@link #close}.
   */
  <T extends AutoCloseable> T add(Supplier<T> start) {
    T part = start.get();
    synchronized (parts) {
      if (!closing) {
        parts.push(part);
        return part;
      }
    }
    close(part);
    throw new FailedException("Stopped while starting.");
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Stops all parts, the last started first, one after the other whoever calls. */
  @Override
  public synchronized void close() {
    while (true) {
      AutoCloseable part;
      synchronized (parts) {
        closing = true;
        part = parts.poll();
      }
      if (part == null) {
        return;
      }
      close(part);
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("{} did not stop in order", part.getClass().getSimpleName(), e);
    }
  }

  /** Down until it is ready; a rebalance later on, which takes seconds, is no trouble. */
  private final class AggregatorStatus implements RoleStatus {
    @Override
    public String role() {
      return "aggregator";
    }

    @Override
    public Optional<String> problem() {
      return ready ? failure() : failure().or(() -> Optional.of("it is being started"));
    }
  }

  /** Down while exports that are due cannot be made. */
  private static final class PartnerExportStatus implements RoleStatus {
    private volatile @Nullable PartnerExport export;

    void started(PartnerExport started) {
      export = started;
    }

    @Override
    public String role() {
      return "partner-export";
    }

    @Override
    public Optional<String> problem() {
      PartnerExport running = export;
      return running == null ? Optional.of("it is being started") : running.trouble();
    }
  }
}
