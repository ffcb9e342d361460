package dev.gridpulse.ingest.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds what the user named. */
public final class Sources {
  private static final String STANDARD_INPUT = "-";

  private final InputStream standardInput;
  private final Supplier<ObjectStore> objectStore;

  /**
   * @param standardInput what {@code -} stands for
   * @param objectStore asked for when something lies in one
   */
  public Sources(InputStream standardInput, Supplier<ObjectStore> objectStore) {
    this.standardInput = standardInput;
    this.objectStore = objectStore;
  }

  /**
   * The sources that these words name: files, folders (all files below, by name), patterns such as
   * {@code data/*.csv}, {@code s3://bucket/prefix} and {@code -}. Hidden files in folders are left
   * out.
   *
   * @throws IllegalArgumentException when a word names nothing, with a message for the user
   */
  public List<Source> find(List<String> words) {
    return find(words, false);
  }

  /**
   * As {@link #find}, of folders, patterns and prefixes what lies there now, which may be nothing.
   *
   * @throws IllegalArgumentException when a word cannot be looked up, with a message for the user
   */
  public List<Source> findPresent(List<String> words) {
    return find(words, true);
  }

  private List<Source> find(List<String> words, boolean orNothing) {
    List<Source> found = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String word : words) {
      try {
        List<Source> sources = find(word);
        found.addAll(sources);
        if (sources.isEmpty() && !orNothing) {
          problems.add(
              word + ": there are no such " + (ObjectStore.isUri(word) ? "objects" : "files"));
        }
      } catch (IllegalArgumentException e) {
        problems.add(e.getMessage());
      } catch (IOException e) {
        problems.add(word + " cannot be read: " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
    }
    return found;
  }

  private List<Source> find(String word) throws IOException {
    if (word.equals(STANDARD_INPUT)) {
      return List.of(new Source.StandardInput(standardInput));
    }
    if (ObjectStore.isUri(word)) {
      return objectStore.get().find(word);
    }
    Path path = Path.of(word);
    if (Files.isDirectory(path)) {
      return below(path, word, _ -> true);
    }
    if (Files.exists(path)) {
      if (!Files.isReadable(path)) {
        throw new IllegalArgumentException(word + ": no permission to read it");
      }
      return List.of(new Source.LocalFile(path));
    }
    if (isPattern(word)) {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + word);
      return below(folderOf(path), word, matcher::matches);
    }
    throw new IllegalArgumentException(word + ": there is no such file");
  }

  private static List<Source> below(Path folder, String word, Predicate<Path> wanted)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("%s: there is no folder %s".formatted(word, folder));
    }
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      List<Source> found = new ArrayList<>();
      files
          .filter(Files::isRegularFile)
          .filter(file -> isShown(folder.relativize(file)))
          .filter(wanted)
          .sorted()
          .forEach(file -> found.add(new Source.LocalFile(file)));
      return found;
    } catch (UncheckedIOException e) {
      throw new IOException(e.getCause() == null ? e.toString() : e.getCause().toString(), e);
    }
  }

  private static boolean isShown(Path file) {
    for (Path part : file) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPattern(String word) {
    return word.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  /** The folder that a pattern begins with. */
  private static Path folderOf(Path pattern) {
    Path folder = pattern.isAbsolute() ? pattern.getRoot() : Path.of("");
    for (Path part : pattern) {
      if (isPattern(part.toString())) {
        return folder;
      }
      folder = folder.resolve(part);
    }
    return folder;
  }
}
