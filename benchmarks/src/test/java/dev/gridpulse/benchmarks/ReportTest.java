package dev.gridpulse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final List<Result> RESULTS =
      List.of(Result.of("generate.backfill", 3_000, 4_000, "readings/s", "the same records"));

  @TempDir private Path folder;

  @Test
  void showsRatiosInATable() {
    assertThat(Report.table(RESULTS))
        .contains("generate.backfill", "0.75", "3,000", "4,000", "readings/s; the same records")
        .contains(Report.machine());
  }

  @Test
  void writesRatiosForPrograms() throws Exception {
    Path file = folder.resolve("bench.json");

    Report.writeJson(file, RESULTS);

    assertThat(Files.readString(file).replaceAll("\\s", ""))
        .startsWith("{\"machine\":\"")
        .contains("\"results\":[{\"name\":\"generate.backfill\",\"ratio\":0.75,");
  }

  @Test
  void answersAnUnknownSuiteWithCodeTwo() {
    assertThat(Main.commandLine().execute("nothing")).isEqualTo(2);
    assertThat(Main.commandLine().execute("--nothing")).isEqualTo(2);
  }
}
