package dev.gridpulse.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine commandLine =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void teachesTheFirstStepsInItsHelp() {
    assertThat(commandLine.execute("--help")).isZero();
    assertThat(out.toString()).contains("./gridpulse demo", "./gridpulse replay", "Exit codes");
  }

  @Test
  void teachesTheShapesAndTheFormulaOfReplayableReadings() {
    assertThat(commandLine.execute("generate", "--help")).isZero();
    assertThat(out.toString())
        .contains("household", "grid-frequency", "n + (t mod 86400000) / 100000000.0", "--ledger");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "up",
        "replay",
        "generate",
        "aggregator",
        "query-api",
        "partner-export",
        "export",
        "repair"
      })
  void takesADataFolderInEveryCommand(String command) {
    assertThat(commandLine.execute(command, "--help")).isZero();
    assertThat(out.toString()).contains("--data-dir");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "uq",
        "up --port many",
        "up --port 99999",
        "demo --kafka-port -1",
        "replay",
        "replay file.csv",
        "replay nosuchfile.csv --sensor a",
        "replay pom.xml --sensor a --max-rejects lots",
        "replay pom.xml --sensor a --time-zone Europe/Atlantis",
        "generate --interval 0s",
        "generate --shape blob",
        "generate --sensors 0",
        "generate --backfill soon",
        "generate --shape power",
        "generate --shape colours --sensors 5",
        "generate --shape colours --counters",
        "generate --first 0",
        "generate --from yesterday",
        "generate --speed quick",
        "generate --speed 0",
        "generate --faults late",
        "generate --faults reset=1%",
        "export",
        "export --date",
        "export --date 2026-13-01",
        "export --date yesterday",
        "partner-export --port many",
        "repair",
        "repair --from 2021-05-01T00:00:00Z",
        "repair --from 2021-05-01T00:00:00 --to 2021-05-02T00:00:00Z",
        "repair --from yesterday --to 2021-05-02T00:00:00Z",
        "repair --from 2021-05-02T00:00:00+00 --to 2021-05-01T00:00:00Z"
      })
  void answersWrongUseWithCodeTwoAndNoStackTrace(String arguments) {
    int exitCode =
        arguments.isEmpty() ? commandLine.execute() : commandLine.execute(arguments.split(" "));

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString()).isNotBlank().doesNotContain("Exception", "\tat ");
  }

  @Test
  void wantsToBeToldWhichNumberIsTheMonth(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(folder.resolve("a.csv"), "03/04/2021 10:00;1\n05/06/2021 10:00;2\n");

    assertThat(commandLine.execute("replay", file.toString(), "--sensor", "a", "--dry-run"))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("--time-format \"dd/MM/yyyy HH:mm\" or")
        .doesNotContain("Exception");
  }
}
