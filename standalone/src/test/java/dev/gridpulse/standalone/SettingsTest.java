package dev.gridpulse.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.aggregator.schema.StorageSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Period;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    for (Map<String, String> wrong :
        List.of(
            Map.of("GRIDPULSE_EXPORT_TIME", "midnight"),
            Map.of("GRIDPULSE_EXPORT_TRANSACTION_TIMEOUT", "0s"),
            Map.of("GRIDPULSE_EXPORT_TRANSACTION_TIMEOUT", "2d"),
            Map.of("GRIDPULSE_EXPORT_AMENDMENT_DAYS", "-1"))) {
      assertThatThrownBy(() -> Settings.of(wrong))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining(wrong.keySet().iterator().next());
    }
    assertThatThrownBy(() -> Settings.of(Map.of("GRIDPULSE_JWT_SECRET", "?")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("GRIDPULSE_JWT_SECRET");
  }

  @Test
  void readsSecretsFromFilesToo(@TempDir Path folder) throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "of a file\n");
    Path key = Files.writeString(folder.resolve("key"), "YWJj\n");

    Settings settings =
        Settings.of(
            Map.of(
                "GRIDPULSE_DATABASE_PASSWORD_FILE", password.toString(),
                "GRIDPULSE_JWT_SECRET_FILE", key.toString()));

    assertThat(settings.databasePassword()).contains("of a file");
    assertThat(settings.jwtSecret()).contains(new byte[] {'a', 'b', 'c'});
    assertThatThrownBy(
            () ->
                Settings.of(
                    Map.of(
                        "GRIDPULSE_DATABASE_PASSWORD_FILE",
                        password.toString(),
                        "GRIDPULSE_DATABASE_PASSWORD",
                        "itself")))
        .hasMessageContaining("both set");
    assertThatThrownBy(
            () -> Settings.of(Map.of("GRIDPULSE_JWT_SECRET_FILE", folder.resolve("no") + "")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("GRIDPULSE_JWT_SECRET_FILE");
  }

  @Test
  void readsHowLongWhatIsKept() {
    assertThat(Settings.of(Map.of()).storage()).isEqualTo(StorageSettings.DEFAULT);
    assertThat(
            Settings.of(
                    Map.of(
                        "GRIDPULSE_STORAGE_COMPRESS_AFTER", "never",
                        "GRIDPULSE_STORAGE_KEEP_READINGS", "forever",
                        "GRIDPULSE_STORAGE_KEEP_15M", "18mo"))
                .storage())
        .returns(null, StorageSettings::compressAfter)
        .returns(null, StorageSettings::keepReadings)
        .returns(Period.ofMonths(18), StorageSettings::keep15m);
    assertThatThrownBy(() -> Settings.of(Map.of("GRIDPULSE_STORAGE_KEEP_1M", "long")))
        .hasMessageContaining("GRIDPULSE_STORAGE_KEEP_1M: \"long\"")
        .hasMessageContaining("forever");
    assertThatThrownBy(() -> Settings.of(Map.of("GRIDPULSE_STORAGE_CHUNK", "1s")))
        .hasMessageContaining("GRIDPULSE_STORAGE_CHUNK");
  }

  @ParameterizedTest
  @CsvSource({
    "62, 93d, 400d",
    "339, 93d, 400d",
    "0, 1d, 61d",
    "3660, 93d, forever",
    "3660, forever, 1d",
    "200, 1y, 1d"
  })
  void looksForChangesAsLongAsMinutesAreThere(String days, String readings, String minutes) {
    assertThat(exporting(days, readings, minutes).amendmentDays())
        .isEqualTo(Integer.parseInt(days));
  }

  @ParameterizedTest
  @CsvSource({
    "340, 93d, 400d, 370, 371",
    "62, 1d, 3mo, 60, 93",
    "0, 1d, 60d, 30, 31",
    "0, 1d, 1d, 0, 31"
  })
  void refusesToLookForChangesWhereMinutesMayBeGone(
      String days, String readings, String minutes, String there, String needed) {
    Settings settings = exporting(days, readings, minutes);

    assertThatThrownBy(settings::amendmentDays)
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(
            "GRIDPULSE_EXPORT_AMENDMENT_DAYS",
            "GRIDPULSE_STORAGE_KEEP_1M",
            "there for " + there + " days",
            "needs " + needed);
  }

  private static Settings exporting(String amendmentDays, String readings, String minutes) {
    return Settings.of(
        Map.of(
            "GRIDPULSE_EXPORT_AMENDMENT_DAYS", amendmentDays,
            "GRIDPULSE_STORAGE_KEEP_READINGS", readings,
            "GRIDPULSE_STORAGE_KEEP_1M", minutes));
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
