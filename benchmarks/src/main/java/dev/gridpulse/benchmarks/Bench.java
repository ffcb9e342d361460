package dev.gridpulse.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What suites share: a scratch folder, and a place to say how far they are. */
final class Bench implements AutoCloseable {
  private final Path folder;
  private final @Nullable String databaseUrl;
  private final Duration demo;

  /**
   * @param databaseUrl JDBC URL of a server to use instead of an embedded one, null for none
   * @param demo how long the demo runs before its memory is measured
   */
  Bench(@Nullable String databaseUrl, Duration demo) {
    this.databaseUrl = databaseUrl;
    this.demo = demo;
    try {
      folder = Files.createTempDirectory("gridpulse-bench-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A path in the scratch folder, which is deleted in the end. */
  Path path(String name) {
    return folder.resolve(name);
  }

  /** The database server that suites are to use, where one is named. */
  Optional<String> databaseUrl() {
    return Optional.ofNullable(databaseUrl);
  }

  /** How long the demo runs before its memory is measured. */
  Duration demo() {
    return demo;
  }

  /** Tells the user what goes on. */
  void say(String what) {
    System.err.println(what);
  }

  static double median(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Deletes what the suite has written there. */
  void delete(Path what) {
    try (Stream<Path> files = Files.walk(what)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    delete(folder);
  }
}
