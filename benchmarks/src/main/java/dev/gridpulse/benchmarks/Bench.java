package dev.gridpulse.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/** What suites share: a scratch folder, and a place to say how far they are. */
final class Bench implements AutoCloseable {
  private final Path folder;

  Bench() {
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

  /** Tells the user what goes on. */
  void say(String what) {
    System.err.println(what);
  }

  static double median(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
