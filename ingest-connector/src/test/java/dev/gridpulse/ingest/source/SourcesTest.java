package dev.gridpulse.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
  @TempDir private Path folder;

  private final Sources sources =
      new Sources(
          new ByteArrayInputStream("a;b\n".repeat(50_000).getBytes(UTF_8)),
          () -> {
            throw new AssertionError("nothing lies in a store");
          });

  @BeforeEach
  void writeFiles() throws IOException {
    for (String name : List.of("b.csv", "a.csv", "deep/c.csv", "d.txt", ".hidden", ".git/e.csv")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  @Test
  void findsFilesFoldersAndPatterns() {
    assertThat(names(folder + "/b.csv")).containsExactly("b.csv");
    assertThat(names(folder.toString())).containsExactly("a.csv", "b.csv", "d.txt", "deep/c.csv");
    assertThat(names(folder + "/*.csv")).containsExactly("a.csv", "b.csv");
    assertThat(names(folder + "/**.csv")).containsExactly("a.csv", "b.csv", "deep/c.csv");
    assertThat(names(folder + "/{a,d}.*")).containsExactly("a.csv", "d.txt");
  }

  @Test
  void tellsOfEveryWordThatNamesNothing() {
    assertThatThrownBy(
            () ->
                sources.find(
                    List.of(folder + "/none.csv", folder + "/*.xml", folder + "/no/*.csv")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.csv: there is no such file")
        .hasMessageContaining("*.xml: there are no such files")
        .hasMessageContaining("no/*.csv: there is no folder");
  }

  @Test
  void readsTheBeginningOfStandardInputTwice() throws IOException {
    Source source = sources.find(List.of("-")).getFirst();
    try (InputStream in = source.open()) {
      assertThat(in.readNBytes(1 << 16)).startsWith("a;b\n".getBytes(UTF_8));
    }

    try (InputStream in = source.open()) {
      assertThat(in.readAllBytes()).hasSize(200_000);
    }
    assertThat(source.contentId()).isEmpty();
  }

  @Test
  void unpacksWhatIsPackedWhateverItIsCalled() throws IOException {
    Path file = folder.resolve("a.csv");
    String text = "2021-05-01T00:00:00Z;1.5\n".repeat(10_000);
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(UTF_8));
    }

    try (Unpacking unpacking = Unpacking.open(new Source.LocalFile(file))) {
      assertThat(unpacking.isCompressed()).isTrue();
      assertThat(new String(unpacking.readAllBytes(), UTF_8)).isEqualTo(text);
      assertThat(unpacking.bytesRead()).isEqualTo(Files.size(file));
    }
    try (Unpacking plain = Unpacking.open(new Source.LocalFile(folder.resolve("b.csv")))) {
      assertThat(plain.isCompressed()).isFalse();
      assertThat(new String(plain.readAllBytes(), UTF_8)).isEqualTo("b.csv");
    }
  }

  @Test
  void stopsAtWhatExpandsBeyondReason() throws IOException {
    Path bomb = folder.resolve("bomb.gz");
    byte[] nothing = new byte[1 << 20];
    try (var out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
      for (int i = 0; i < 100; i++) {
        out.write(nothing);
      }
    }

    try (Unpacking unpacking = Unpacking.open(new Source.LocalFile(bomb))) {
      assertThatThrownBy(() -> unpacking.skipNBytes(100L << 20))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("expands to more than 200 times its size");
    }
  }

  @Test
  void stopsAtTheMostThatIsUnpacked() throws IOException {
    Path file = Files.write(folder.resolve("a.gz"), Gzip.of("2021-05-01;1\n".repeat(10_000)));

    try (Unpacking unpacking = Unpacking.open(new Source.LocalFile(file), 100_000)) {
      assertThatThrownBy(unpacking::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("expands to more than 100,000 bytes");
    }
  }

  @Test
  void looksBehindLinks() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("deep"));

    assertThat(sources.find(List.of(link.toString())))
        .extracting(Source::name)
        .containsExactly(link.resolve("c.csv").toString());
  }

  @Test
  void tellsContentsApartAndNotNames() throws IOException {
    Files.copy(folder.resolve("a.csv"), folder.resolve("copy.csv"));

    assertThat(id("copy.csv")).isEqualTo(id("a.csv")).isNotEqualTo(id("b.csv"));
  }

  private String id(String name) throws IOException {
    return new Source.LocalFile(folder.resolve(name)).contentId().orElseThrow();
  }

  private List<String> names(String word) {
    return sources.find(List.of(word)).stream()
        .map(source -> folder.relativize(Path.of(source.name())).toString())
        .toList();
  }
}
