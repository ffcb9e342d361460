package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gridpulse.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/api.md work as they stand there. */
class DocumentedExamplesTest {
  private static final Path PAGE = Path.of("..", "docs", "api.md");
  private static final Pattern EXAMPLES =
      Pattern.compile("^```sh\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void everyCommandIsAnswered() throws Exception {
    assumeThat(new ProcessBuilder("bash", "-c", "command -v curl").start().waitFor())
        .as("curl is installed")
        .isZero();
    try (TestKafka kafka = TestKafka.start();
        Api api = Api.startWithLive(kafka.bootstrapServers())) {
      api.sql(
          "INSERT INTO sensor (name, kind, unit) VALUES ('frequency', 'gauge', 'Hz'), ('home', 'power', 'kW')");
      Readings.every(api, 1, "30 s", "2021-05-01T00:00:00Z", "2021-05-06T00:00:00Z");
      Readings.every(api, 2, "15 min", "2021-05-01T00:00:00Z", "2021-06-01T00:00:00Z");
      Readings.aggregate(api);
      Exports.october(api);
      Files.createDirectory(folder.resolve(".gridpulse"));
      Files.writeString(folder.resolve(".gridpulse").resolve("operator.token"), api.token());

      String output = run(script().replace("http://127.0.0.1:8080", api.url().toString()));

      // From 10:00:00 to 10:01:00 at 30 s are three points.
      assertThat(output)
          .containsPattern(
              "\"resolution\":\"30s\",\"aggregates\":\\[\\{\"start\":\"2021-05-02T10:00:00Z\"[^}]*},"
                  + "\\{\"start\":\"2021-05-02T10:00:30Z\"[^}]*},"
                  + "\\{\"start\":\"2021-05-02T10:01:00Z\"[^}]*}]}");
      assertThat(output)
          .contains("event: reading\ndata: {\"sensor\":\"frequency\"")
          .contains("event: reading\ndata: {\"sensor\":\"home\"")
          .contains("{\"ticket\":\"");
      assertThat(Files.readAllLines(folder.resolve("readings.csv"))).hasSize(1 + 5 * 2880 + 1);
    }
  }

  @Test
  void everyResourceHasAnExample() throws Exception {
    List<String> asked =
        script()
            .lines()
            .filter(line -> line.startsWith("ask "))
            .map(line -> line.replaceAll(".*\\$API([^?\"]*).*", "$1"))
            .map(path -> path.replaceAll("/sensors/[^/]+", "/sensors/{name}"))
            .map(path -> path.replaceAll("/exports/[^/]+", "/exports/{id}"))
            .toList();
    List<String> documented =
        Pattern.compile("^ {2}/api/v1(/.*):$", Pattern.MULTILINE)
            .matcher(OpenApi.DOCUMENT)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(asked).containsAll(documented);
  }

  private static String script() throws Exception {
    return EXAMPLES
        .matcher(Files.readString(PAGE))
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.joining("\necho\n", "set -e\n", ""));
  }

  private String run(String script) throws Exception {
    Process bash =
        new ProcessBuilder("bash", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(output).isZero();
    return output;
  }
}
