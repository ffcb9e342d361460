package dev.gridpulse.testing;

import dev.gridpulse.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The database server of this JVM's tests: the one that the environment names, else TimescaleDB
 * from Testcontainers where Docker answers, else embedded PostgreSQL. The log says which.
 *
 * @param url JDBC URL of a database that exists
 * @param administrator may create and drop databases
 * @param owner owns the databases that the tests get
 */
record DatabaseServer(String url, Login administrator, Login owner) {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseServer.class);
  private static final String VARIABLE = "GRIDPULSE_TEST_DATABASE_URL";
  private static final DockerImageName TIMESCALEDB =
      DockerImageName.parse("timescale/timescaledb:2.28.3-pg17")
          .asCompatibleSubstituteFor("postgres");
  private static final Pattern URL = Pattern.compile("(jdbc:postgresql://[^/]+/)([^?]*)(\\?.*)?");

  record Login(String user, String password) {}

  /** The server of this JVM, started at the first call. */
  static DatabaseServer shared() {
    return Shared.SERVER;
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, administrator.user(), administrator.password());
  }

  /** The URL of another database of this server. */
  String url(String database) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw new IllegalStateException(
          VARIABLE + " must look like jdbc:postgresql://host:5432/postgres, not " + url);
    }
    return parts.group(1) + database + Optional.ofNullable(parts.group(3)).orElse("");
  }

  /** Whether TimescaleDB is there and preloaded, which is what the schema asks too. */
  boolean hasTimescaleDb() {
    String sql =
        """
        SELECT current_setting('timescaledb.disable_load', true) IS NOT NULL
               AND EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb')
        """;
    boolean has = text(sql).equals("t");
    if (!has) {
      LOG.warn("There is no TimescaleDB: tests of what only it can do are skipped");
    }
    return has;
  }

  private String version() {
    return text(
        """
        SELECT 'PostgreSQL ' || current_setting('server_version')
               || coalesce((SELECT ', TimescaleDB ' || default_version || ' available'
                            FROM pg_available_extensions WHERE name = 'timescaledb'), '')
        """);
  }

  private String text(String sql) {
    try (Connection connection = connect();
        Statement select = connection.createStatement();
        ResultSet row = select.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException("The tests' database server refuses: " + sql, e);
    }
  }

  private static DatabaseServer choose() {
    DatabaseServer server = find();
    LOG.info("The tests' database server is {}", server.version());
    return server;
  }

  private static DatabaseServer find() {
    String url = System.getenv(VARIABLE);
    if (url != null && !url.isBlank()) {
      LOG.info("Tests run on the database of {}: {}", VARIABLE, url);
      return external(url);
    }
    if (dockerAnswers()) {
      try {
        DatabaseServer server = container();
        LOG.info("Tests run on TimescaleDB in Docker ({})", TIMESCALEDB);
        return server;
      } catch (RuntimeException e) {
        LOG.warn("Docker answers, but {} does not start: {}", TIMESCALEDB, e.toString());
      }
    }
    LOG.info("Tests run on embedded PostgreSQL, as there is neither {} nor Docker", VARIABLE);
    return embedded();
  }

  private static DatabaseServer external(String url) {
    var login =
        new Login(
            System.getenv().getOrDefault(VARIABLE.replace("URL", "USER"), "postgres"),
            System.getenv().getOrDefault(VARIABLE.replace("URL", "PASSWORD"), ""));
    return new DatabaseServer(url, login, login);
  }

  private static DatabaseServer container() {
    // Not closed here: Testcontainers removes it when the JVM has ended.
    @SuppressWarnings("resource")
    var container = new PostgreSQLContainer<>(TIMESCALEDB).withCommand("postgres");
    container.start();
    var login = new Login(container.getUsername(), container.getPassword());
    return new DatabaseServer(container.getJdbcUrl(), login, login);
  }

  private static DatabaseServer embedded() {
    TemporaryFolder folder = TemporaryFolder.create("gridpulse-postgresql-");
    // Nothing here outlives the JVM, so nothing needs to survive a power cut.
    EmbeddedDatabase database =
        EmbeddedDatabase.start(folder.path(), Map.of("fsync", "off", "max_connections", "200"));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  database.close();
                  folder.close();
                },
                "stop-test-database"));
    return new DatabaseServer(
        database.url(),
        new Login(database.administrator(), database.administratorPassword()),
        new Login(database.user(), database.password()));
  }

  /** Looks for a socket that answers first: Testcontainers alone takes seconds to say no. */
  private static boolean dockerAnswers() {
    boolean reachable =
        System.getenv("DOCKER_HOST") != null || sockets().anyMatch(DatabaseServer::answers);
    return reachable && DockerClientFactory.instance().isDockerAvailable();
  }

  private static Stream<Path> sockets() {
    String home = System.getProperty("user.home", "");
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    return Stream.of(
            Optional.of("/var/run/docker.sock"),
            Optional.of(home + "/.docker/run/docker.sock"),
            Optional.of(home + "/.docker/desktop/docker.sock"),
            Optional.ofNullable(runtime).map(folder -> folder + "/docker.sock"))
        .flatMap(Optional::stream)
        .map(Path::of);
  }

  private static boolean answers(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException nobodyThere) {
      return false;
    }
  }

  private static final class Shared {
    static final DatabaseServer SERVER = choose();
  }
}
