package dev.gridpulse.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What docker-compose.yml promises, as far as it can be seen without starting anything. */
class ComposeFileTest {
  private final ComposeFile file = ComposeFile.read(Map.of());

  @Test
  void saysWhatTheComposeSpecificationKnows() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                Objects.requireNonNull(
                    ComposeFileTest.class.getResourceAsStream("compose-schema.json")));

    assertThat(schema.validate(mapper.valueToTree(file.content()))).isEmpty();
    Map<String, Object> wrong =
        new Yaml().load("services: {a: {image: b, ports: [], depends: [c]}}");
    assertThat(schema.validate(mapper.valueToTree(wrong))).isNotEmpty();
  }

  @Test
  void documentsEachVariableWithItsDefault() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(ComposeFile.ROOT.resolve(".env.example"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        documented.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
      }
    }

    assertThat(documented).isEqualTo(file.variables());
  }

  @Test
  void setsOnlyWhatTheProgramKnowsAndWithTheProgramsDefaults() {
    for (ComposeFile.Role role : file.roles()) {
      assertThat(Settings.of(withoutFiles(role.environment()))).isNotNull();
    }
    file.variables()
        .forEach(
            (name, value) -> {
              if (name.startsWith(Setting.PREFIX)) {
                assertThat(Setting.valueOf(name.substring(Setting.PREFIX.length())).defaultValue())
                    .as(name)
                    .contains(value);
              }
            });
  }

  /** Files of secrets are not there yet. */
  private static Map<String, String> withoutFiles(Map<String, String> environment) {
    Map<String, String> rest = new TreeMap<>(environment);
    rest.keySet().removeIf(name -> name.endsWith("_FILE"));
    return rest;
  }

  @Test
  void knowsEachCommand() {
    assertThat(file.roles())
        .extracting(role -> role.command().getFirst())
        .isSubsetOf(Main.commandLine().getSubcommands().keySet());
  }

  /** The image makes properties of variables: log.dirs of KAFKA_LOG_DIRS. */
  @Test
  void configuresABrokerAsKafkaUnderstandsIt() {
    Properties properties = new Properties();
    Map<String, Object> kafka = Objects.requireNonNull(file.services().get("kafka"));
    ComposeFile.map(kafka.get("environment"))
        .forEach(
            (name, value) -> {
              if (!name.equals("KAFKA_HEAP_OPTS")) {
                String property =
                    name.substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.');
                assertThat(KafkaConfig.configNames().contains(property)).as(name).isTrue();
                properties.put(property, value);
              }
            });

    KafkaConfig config = KafkaConfig.fromProps(properties, false);

    assertThat(config.isKRaftCombinedMode()).isTrue();
    assertThat(config.autoCreateTopicsEnable()).isFalse();
  }

  @Test
  void publishesTheApiAndGrafanaAloneAndOnLoopback() {
    List<String> published = new ArrayList<>();
    file.services()
        .forEach(
            (name, service) -> {
              if (service.containsKey("ports")) {
                published.add(name);
                assertThat(ComposeFile.strings(service.get("ports")))
                    .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
              }
            });

    assertThat(published).containsExactlyInAnyOrder("query-api", "grafana");
  }

  @Test
  void boundsAndWatchesEachService() {
    file.services()
        .forEach(
            (name, service) -> {
              assertThat(service)
                  .as(name)
                  .containsKeys("image", "restart", "logging", "healthcheck", "deploy");
              assertThat(ComposeFile.map(ComposeFile.map(service.get("deploy")).get("resources")))
                  .containsKey("limits");
              assertThat(String.valueOf(ComposeFile.map(service.get("logging")).get("options")))
                  .contains("max-size", "max-file");
              assertThat(String.valueOf(service.get("image")))
                  .as("a version, but for our own")
                  .matches("(?!gridpulse).+:v?\\d.*|gridpulse:latest");
            });
  }

  /** Measured with the whole heap in use: 100 MB beside it, with a server for HTTP 200 MB. */
  @Test
  void leavesRoomBesideTheHeap() throws IOException {
    Matcher share =
        Pattern.compile("MaxRAMPercentage=(\\d+)")
            .matcher(Files.readString(ComposeFile.ROOT.resolve("Dockerfile")));
    assertThat(share.find()).isTrue();
    int heap = Integer.parseInt(share.group(1));
    for (ComposeFile.Role role : file.roles()) {
      int rest = megabytes(role.name()) * (100 - heap) / 100;

      assertThat(rest)
          .as(role.name())
          .isGreaterThanOrEqualTo(role.command().contains("--port") ? 250 : 125);
    }
  }

  private int megabytes(String service) {
    Map<String, Object> deploy =
        ComposeFile.map(Objects.requireNonNull(file.services().get(service)).get("deploy"));
    Map<String, Object> limits =
        ComposeFile.map(ComposeFile.map(deploy.get("resources")).get("limits"));
    String memory = String.valueOf(limits.get("memory"));
    int number = Integer.parseInt(memory.substring(0, memory.length() - 1));
    return memory.endsWith("g") ? number * 1024 : number;
  }

  /** The image would allow 25 with the memory that it has by default. */
  @Test
  void letsTheDatabaseTakeTheConnectionsOfAll() {
    Map<String, Object> database = Objects.requireNonNull(file.services().get("timescaledb"));

    assertThat(ComposeFile.map(database.get("environment")))
        .containsEntry("TS_TUNE_MAX_CONNS", "100");
  }

  @Test
  void hasAllThatItMountsAndEverySecretAFileThatTheScriptDraws() throws IOException {
    file.services()
        .forEach(
            (name, service) -> {
              Object volumes = service.getOrDefault("volumes", List.of());
              for (String volume : ComposeFile.strings(volumes)) {
                if (volume.startsWith("./")) {
                  assertThat(ComposeFile.ROOT.resolve(volume.split(":", 2)[0])).as(name).exists();
                } else {
                  assertThat(ComposeFile.map(file.content().get("volumes")))
                      .containsKey(volume.split(":", 2)[0]);
                }
              }
              Object secrets = service.getOrDefault("secrets", List.of());
              assertThat(ComposeFile.map(file.content().get("secrets")).keySet())
                  .as(name)
                  .containsAll(ComposeFile.strings(secrets));
              for (String word : service.toString().split("[\\s,=}]+", -1)) {
                if (word.startsWith("/run/secrets/")) {
                  assertThat(ComposeFile.strings(secrets))
                      .as(name)
                      .contains(word.substring("/run/secrets/".length()));
                }
              }
            });
    String script = Files.readString(ComposeFile.ROOT.resolve("deploy/secrets.sh"));
    ComposeFile.map(file.content().get("secrets"))
        .forEach(
            (name, secret) -> {
              assertThat(secret).isEqualTo(Map.of("file", "./secrets/" + name));
              assertThat(script).contains(name);
            });
  }

  @Test
  void hasNoPasswordInAnyFile() throws IOException {
    try (Stream<Path> files = Files.walk(ComposeFile.ROOT.resolve("deploy"))) {
      List<Path> all = new ArrayList<>(files.filter(Files::isRegularFile).toList());
      all.add(ComposeFile.ROOT.resolve("docker-compose.yml"));
      all.add(ComposeFile.ROOT.resolve(".env.example"));
      for (Path each : all) {
        assertThat(Files.readString(each))
            .as("%s", each)
            .doesNotContainPattern("(?i)password *[:=] *[\"']?(?!password')[a-z0-9]");
      }
    }
  }

  @Test
  void tellsWhatEachAlertMeans() throws IOException {
    String operations = Files.readString(ComposeFile.ROOT.resolve("docs/operations.md"));

    assertThat(Deployed.promQl())
        .extracting(Deployed.Query::where)
        .filteredOn(where -> where.startsWith("alert "))
        .hasSizeGreaterThan(5)
        .allSatisfy(where -> assertThat(operations).contains("| `" + where.substring(6) + "` |"));
  }

  @Test
  void scrapesServicesThatAreThere() throws IOException {
    Map<String, Object> prometheus =
        new Yaml()
            .load(Files.readString(ComposeFile.ROOT.resolve("deploy/prometheus/prometheus.yml")));
    String text = prometheus.toString();

    for (ComposeFile.Role role : file.roles()) {
      int port = role.command().indexOf("--port");
      if (port >= 0) {
        assertThat(text).contains(role.name() + ":" + role.command().get(port + 1));
      }
    }
  }
}
