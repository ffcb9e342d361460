package dev.gridpulse.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void refusesEveryUnknownNameAtOnce() {
    assertThatThrownBy(
            () ->
                Settings.of(Map.of("GRIDPULSE_HTTP_PROT", "1", "GRIDPULSE_X", "2", "PATH", "/bin")))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(
            "GRIDPULSE_HTTP_PROT is no setting",
            "GRIDPULSE_X is no setting",
            "GRIDPULSE_HTTP_HOST",
            "docs/operations.md");
  }

  @Test
  void leavesTheTestsOwnVariablesAlone() {
    assertThat(Settings.of(Map.of("GRIDPULSE_TEST_DATABASE_URL", "x"))).isNotNull();
  }

  @Test
  void fallsBackToTheDefaultAndTakesAnEmptyTextAsNotSet() {
    Settings settings = Settings.of(Map.of("GRIDPULSE_HTTP_HOST", " "));

    assertThat(settings.require(Setting.HTTP_HOST)).isEqualTo("127.0.0.1");
    assertThat(settings.requireNumber(Setting.AGGREGATOR_MAX_READINGS)).isEqualTo(2_000_000);
    assertThat(settings.requireNumber(Setting.AGGREGATOR_THREADS)).isEqualTo(2);
    assertThat(settings.find(Setting.KAFKA_BOOTSTRAP_SERVERS)).isEmpty();
    assertThatThrownBy(() -> settings.require(Setting.DATABASE_URL))
        .hasMessageContaining("GRIDPULSE_DATABASE_URL is not set");
  }

  @Test
  void saysWhichNumberOrKeyIsWrong() {
    assertThatThrownBy(() -> Settings.of(Map.of("GRIDPULSE_AGGREGATOR_THREADS", "0")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("GRIDPULSE_AGGREGATOR_THREADS: \"0\"");
    assertThatThrownBy(() -> Settings.of(Map.of("GRIDPULSE_JWT_SECRET", "?")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("GRIDPULSE_JWT_SECRET");
  }

  @Test
  void documentsEachSettingWithItsDefaultAndPurpose() throws Exception {
    String operations = Files.readString(Path.of("..", "docs", "operations.md"));

    assertThat(Setting.values())
        .allSatisfy(
            setting ->
                assertThat(operations)
                    .contains(
                        "| `%s` | %s | %s |"
                            .formatted(
                                setting.variable(),
                                setting.defaultValue().map(value -> "`" + value + "`").orElse(""),
                                setting.purpose())
                            .replace("|  |", "| |")));
    assertThat(
            Arrays.stream(operations.split("\n", -1))
                .filter(line -> line.startsWith("| `GRIDPULSE_")))
        .hasSameSizeAs(Setting.values());
  }
}
