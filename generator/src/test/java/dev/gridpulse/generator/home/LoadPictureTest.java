package dev.gridpulse.generator.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code GRIDPULSE_TEST_PICTURES=write} draws it anew, see docs/generator.md. */
class LoadPictureTest {
  private static final Path PICTURE = Path.of("../docs/pictures/households.svg");

  @Test
  void thePictureInTheDocsShowsWhatIsGenerated() throws Exception {
    String svg = LoadPicture.svg();
    if ("write".equals(System.getenv("GRIDPULSE_TEST_PICTURES"))) {
      Files.createDirectories(PICTURE.getParent());
      Files.writeString(PICTURE, svg);
    }

    assertThat(Files.readString(PICTURE)).isEqualTo(svg);
  }
}
