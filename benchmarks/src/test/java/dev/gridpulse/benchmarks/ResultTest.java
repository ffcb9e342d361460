package dev.gridpulse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTest {
  @TempDir private Path folder;

  @Test
  void takesTheMediansOfTurnsAndTellsTheirSpread() {
    Result result =
        Result.ofTurns(
            "sink.ratio", new double[] {30, 10, 20}, new double[] {10, 10, 40}, "rows/s", "");

    assertThat(result.measured()).isEqualTo(20);
    assertThat(result.reference()).isEqualTo(10);
    assertThat(result.ratio()).isEqualTo(2);
    assertThat(result.low()).isEqualTo(0.5);
    assertThat(result.high()).isEqualTo(3);
  }

  @Test
  void countsLessAsMoreWhereATimeIsMeasured() {
    assertThat(Result.ofTime("start.ready.ratio", 5, 10, "s", "").ratio()).isEqualTo(2);
  }

  @Test
  void drawsABarForEachFigureOfGrowth() throws Exception {
    Pictures.write(
        folder,
        List.of(
            Result.of("growth.sensors.10", 200, 200, "readings/s", ""),
            Result.of("growth.sensors.10000", 100, 200, "readings/s", ""),
            Result.of("sink.ratio", 1, 1, "rows/s", "")));

    assertThat(folder).isDirectoryContaining("glob:**growth-sensors.svg");
    assertThat(folder.toFile().list()).hasSize(1);
    assertThat(Files.readString(folder.resolve("growth-sensors.svg")))
        .startsWith("<svg")
        .contains(">10</text>", ">10,000</text>", "200 (1.00)", "100 (0.50)");
  }

  @Test
  void givesAFleetTheSameReadingsEachTime() {
    Fleet fleet = new Fleet(3, 1_000, 10);

    assertThat(fleet.batch(1, 2, 5)).isEqualTo(fleet.batch(1, 2, 5));
    assertThat(fleet.batch(1, 2, 5).timestamp(0)).isEqualTo(Fleet.START + 2_000);
    assertThat(fleet.total()).isEqualTo(30);
    assertThat(fleet.value(1, 2)).isNotEqualTo(fleet.value(2, 1)).isBetween(0.0, 100.0);
  }
}
