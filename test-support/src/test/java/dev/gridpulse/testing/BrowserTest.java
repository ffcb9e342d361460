package dev.gridpulse.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowserTest {
  @TempDir private Path folder;

  @Test
  void isFoundOnThePath() throws IOException {
    Path chromium = Files.createFile(folder.resolve("chromium"));
    assertThat(chromium.toFile().setExecutable(true)).isTrue();

    assertThat(Browser.find(Map.of("PATH", "/nowhere:" + folder, "CI", "true"))).hasValue(chromium);
  }

  @Test
  void mayBeMissingButNotWhereNothingIsLeftOut() {
    String path = folder.toString();

    assertThat(Browser.find(Map.of("PATH", path))).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> Browser.find(Map.of("PATH", path, "CI", "true")))
        .withMessageContaining("No Chromium");
  }
}
