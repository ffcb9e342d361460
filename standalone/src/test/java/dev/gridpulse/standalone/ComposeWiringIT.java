package dev.gridpulse.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.testing.ChildJvm;
import dev.gridpulse.testing.Oracle;
import dev.gridpulse.testing.TestDatabase;
import dev.gridpulse.testing.TestKafka;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docker-compose.yml without Docker: each service of ours runs as a process with its own command,
 * environment, secrets and database role, in the order in which they wait for each other. Only the
 * places are others: hosts are this machine, ports are free ones, folders temporary.
 */
class ComposeWiringIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Instant START = Instant.parse("2021-05-02T10:00:00Z");
  private static final int ROWS = 2_000;

  /** As somebody's .env would say it: a demo that is small. */
  private static final Map<String, String> ENV =
      Map.of(
          "GENERATOR_SENSORS", "2",
          "GENERATOR_BACKFILL", "10m",
          "REPLAY_TIME_ZONE", "Europe/Zurich");

  @TempDir private Path folder;

  @Test
  void runsTheMainJobThroughItsServices() throws Exception {
    Map<String, ChildJvm> running = new LinkedHashMap<>();
    try (TestKafka kafka = TestKafka.startEmpty();
        TestDatabase database = TestDatabase.create()) {
      drawSecrets();
      makeRoles(database);
      ReadingBatch rows = writeFile();
      try {
        Map<String, URI> urls = new HashMap<>();
        for (ComposeFile.Role role : ComposeFile.read(ENV).roles()) {
          if (Main.commandLine().getSubcommands().containsKey(role.command().getFirst())) {
            start(role, kafka, database, urls, running);
          }
        }
        assertThat(running)
            .containsKeys(
                "migrate",
                "aggregator",
                "query-api",
                "ingest-connector",
                "partner-export",
                "generator",
                "partner-simulator");

        awaitMainJob(database, rows, urls);
        assertThePartnerAnswersAnExport(kafka, database);
        assertHealthCheckWorks(urls);
        assertEveryPromQlQueryReadsWhatIsExposed(urls);
        assertNothingEndedAndAllStopInOrder(running);
      } finally {
        running.values().forEach(ChildJvm::close);
      }
    }
  }

  /** By the script, as before the first start. */
  private void drawSecrets() throws Exception {
    Process script =
        new ProcessBuilder(
                "bash",
                ComposeFile.ROOT.resolve("deploy/secrets.sh").toString(),
                folder.resolve("secrets").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(script.getInputStream().readAllBytes(), UTF_8);
    assertThat(script.waitFor()).as(said).isZero();
  }

  /** As the image of the database does it at its first start. */
  private void makeRoles(TestDatabase database) throws Exception {
    try (Connection connection = database.connectAsAdministrator();
        Statement statement = connection.createStatement()) {
      if (database.hasTimescaleDb()) {
        statement.execute("CREATE EXTENSION timescaledb");
      }
      statement.execute(Files.readString(ComposeFile.ROOT.resolve("deploy/database/roles.sql")));
      for (String role : List.of("owner", "sink", "reader", "exporter")) {
        statement.execute(
            "ALTER ROLE gridpulse_%s PASSWORD '%s'".formatted(role, secret(role + "_password")));
      }
    }
  }

  private String secret(String name) throws Exception {
    return Files.readString(folder.resolve("secrets").resolve(name)).strip();
  }

  /** Times without an offset, so that it counts in which zone they are read. */
  private ReadingBatch writeFile() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    long[] timestamps = new long[ROWS];
    double[] values = new double[ROWS];
    StringBuilder text = new StringBuilder("time;sensor;value\n");
    for (int i = 0; i < ROWS; i++) {
      timestamps[i] = START.plusSeconds(30L * i).toEpochMilli();
      values[i] = 49.9 + i % 20 / 100.0;
      text.append(
          "%1$tF %1$tT;frequency;%2$s%n"
              .formatted(START.plusSeconds(30L * i).atZone(ZoneId.of("Europe/Zurich")), values[i]));
    }
    Files.writeString(data.resolve("frequency.csv"), text);
    return ReadingBatch.of("frequency", timestamps, values, ROWS);
  }

  private void start(
      ComposeFile.Role role,
      TestKafka kafka,
      TestDatabase database,
      Map<String, URI> urls,
      Map<String, ChildJvm> running) {
    Map<String, String> environment = new HashMap<>();
    role.environment()
        .forEach((name, value) -> environment.put(name, moved(role, value, kafka, database)));
    List<String> command = new ArrayList<>();
    for (String word : role.command()) {
      boolean isPort = !command.isEmpty() && command.getLast().equals("--port");
      command.add(isPort ? "0" : moved(role, word, kafka, database));
    }
    ChildJvm process = ChildJvm.startJar(Program.jar(), List.of("-Xmx512m"), environment, command);
    running.put(role.name(), process);
    if (role.command().contains("--port")) {
      urls.put(
          role.name(),
          URI.create(process.awaitOutput("(http://127\\.0\\.0\\.1:\\d+)", PATIENCE).group(1)));
    } else if (role.name().equals("migrate")) {
      assertThat(process.awaitExit(PATIENCE)).as("%s", process.output()).isZero();
    }
  }

  /** Each container has a folder of its own. */
  private String moved(ComposeFile.Role role, String text, TestKafka kafka, TestDatabase database) {
    return text.replace("kafka:9092", kafka.bootstrapServers())
        .replace("jdbc:postgresql://timescaledb:5432/gridpulse", database.url())
        .replace("0.0.0.0", "127.0.0.1")
        .replaceFirst("^/run/secrets", folder.resolve("secrets").toString())
        .replaceFirst("^/var/lib/gridpulse", folder.resolve(role.name()).toString())
        .replaceFirst("^/data$", folder.resolve("data").toString());
  }

  private void awaitMainJob(TestDatabase database, ReadingBatch rows, Map<String, URI> urls)
      throws Exception {
    try (Connection connection = database.connectAsAdministrator()) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> Oracle.ofSent(connection, List.of(rows)).assertNoDifferences());
      await()
          .atMost(PATIENCE)
          .until(() -> count(connection, "SELECT count(*) FROM sensor WHERE kind = 'power'") == 2);
    }
    String minute =
        get(
            urls,
            "query-api",
            "/api/v1/sensors/frequency/aggregates?start=2021-05-02T10:00:00Z&end=2021-05-02T10:01:00Z&resolution=30s");
    assertThat(minute.split("\"start\":", -1)).hasSize(4);
  }

  /** That of the last midnight of a month, as the service would make it. */
  private void assertThePartnerAnswersAnExport(TestKafka kafka, TestDatabase database)
      throws Exception {
    ComposeFile.Role role =
        ComposeFile.read(ENV).roles().stream()
            .filter(each -> each.name().equals("partner-export"))
            .findAny()
            .orElseThrow();
    Map<String, String> environment = new HashMap<>();
    role.environment()
        .forEach((name, value) -> environment.put(name, moved(role, value, kafka, database)));
    LocalDate month = LocalDate.now(ZoneId.of("Europe/Berlin")).withDayOfMonth(1);
    try (ChildJvm export =
            ChildJvm.startJar(
                Program.jar(),
                List.of("-Xmx512m"),
                environment,
                List.of("export", "--date", month.toString()));
        Connection connection = database.connectAsAdministrator()) {
      assertThat(export.awaitExit(PATIENCE)).as("%s", export.output()).isZero();
      await()
          .atMost(PATIENCE)
          .until(() -> count(connection, "SELECT count(*) FROM usage_split") == 2);
    }
  }

  private static long count(Connection connection, String sql) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** With the token that Prometheus has. */
  private String get(Map<String, URI> urls, String service, String path) throws Exception {
    URI url = java.util.Objects.requireNonNull(urls.get(service), service).resolve(path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(url)
                  .header("Authorization", "Bearer " + secret("metrics_token"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return response.body();
    }
  }

  private static void assertHealthCheckWorks(Map<String, URI> urls) throws Exception {
    String script = ComposeFile.ROOT.resolve("deploy/image/health").toString();
    for (URI url : urls.values()) {
      // It gives up after 4 s, which a busy machine may need; then it is asked again.
      await()
          .atMost(PATIENCE)
          .until(
              () -> new ProcessBuilder("bash", script, "" + url.getPort()).start().waitFor() == 0);
    }
    assertThat(new ProcessBuilder("bash", script, "1").start().waitFor()).isNotZero();
  }

  private void assertEveryPromQlQueryReadsWhatIsExposed(Map<String, URI> urls) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              String exposed =
                  get(urls, "aggregator", "/prometheus")
                      + get(urls, "query-api", "/prometheus")
                      + get(urls, "partner-export", "/prometheus");
              for (Deployed.Query query : Deployed.promQl()) {
                assertThat(query.datasource()).isEqualTo("gridpulse-metrics");
                assertThat(Deployed.metrics(query.text()))
                    .as("%s: %s", query.where(), query.text())
                    .isNotEmpty()
                    .allSatisfy(metric -> assertExposed(exposed, metric));
                assertLabelsAreExposed(exposed, query);
              }
            });
  }

  private static void assertExposed(String exposed, String metric) {
    // Prometheus makes this one itself.
    if (!metric.equals("up")) {
      assertThat(exposed).containsPattern("(?m)^" + metric + "[ {]");
    }
  }

  private static void assertLabelsAreExposed(String exposed, Deployed.Query query) {
    Matcher selector = Pattern.compile("(\\w+)\\{([^}]+)}").matcher(query.text());
    while (selector.find()) {
      if (!selector.group(1).equals("up")) {
        assertThat(exposed)
            .as(query.where())
            .containsPattern(
                "(?m)^%s\\{[^}]*%s".formatted(selector.group(1), Pattern.quote(selector.group(2))));
      }
    }
  }

  private static void assertNothingEndedAndAllStopInOrder(Map<String, ChildJvm> running) {
    running.forEach(
        (name, process) -> {
          if (!name.equals("migrate")) {
            assertThat(process.isAlive()).as("%s: %s", name, process.output()).isTrue();
          }
        });
    List<ChildJvm> lastFirst = new ArrayList<>(running.values()).reversed();
    lastFirst.stream()
        .filter(ChildJvm::isAlive)
        .forEach(process -> process.stop(Duration.ofMinutes(1)));
  }

  @Test
  void stopsAtASettingThatIsUnknownOrMissing() {
    for (ComposeFile.Role role : ComposeFile.read(ENV).roles()) {
      if (role.command().getFirst().equals("aggregator")) {
        Map<String, String> environment = new HashMap<>(role.environment());
        environment.keySet().removeIf(name -> name.endsWith("_FILE"));
        environment.put("GRIDPULSE_DATABASE_USR", "typo");
        assertThat(exitCode(environment, role.command())).isEqualTo(2);

        environment.remove("GRIDPULSE_DATABASE_USR");
        environment.remove("GRIDPULSE_DATABASE_URL");
        assertThat(exitCode(environment, role.command())).isEqualTo(2);
      }
    }
  }

  private static int exitCode(Map<String, String> environment, List<String> command) {
    try (ChildJvm process =
        ChildJvm.startJar(Program.jar(), List.of("-Xmx256m"), environment, command)) {
      return process.awaitExit(PATIENCE);
    }
  }
}
