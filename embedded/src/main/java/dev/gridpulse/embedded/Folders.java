package dev.gridpulse.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the JDK leaves out about folders. */
final class Folders {
  private static final Logger LOG = LoggerFactory.getLogger(Folders.class);
  private static final String SCRATCH = "unfinished-";

  private Folders() {}

  /**
   * A new folder beside what is being made, to be renamed when it is whole. Those of earlier runs
   * go, as far as nothing writes there any more: a program that was killed leaves children that
   * finish.
   */
  static Path scratch(Path parent) throws IOException {
    try (DirectoryStream<Path> old = Files.newDirectoryStream(parent, SCRATCH + "*")) {
      for (Path folder : old) {
        deleteIfUnused(folder);
      }
    }
    return Files.createTempDirectory(parent, SCRATCH);
  }

  private static void deleteIfUnused(Path folder) {
    try {
      delete(folder);
    } catch (IOException stillWrittenTo) {
      LOG.debug("{} is left for the next start", folder, stillWrittenTo);
    }
  }

  /** Removes a folder with all that is in it; nothing happens when there is none. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
