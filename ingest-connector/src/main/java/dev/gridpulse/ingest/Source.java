package dev.gridpulse.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Something with rows in it, that can be opened more than once. */
sealed interface Source permits Source.LocalFile {
  /** The name as the user gave it. */
  String name();

  /** How many bytes it has. */
  long size() throws IOException;

  InputStream open() throws IOException;

  /** A file on this machine. */
  record LocalFile(Path path) implements Source {
    @Override
    public String name() {
      return path.toString();
    }

    @Override
    public long size() throws IOException {
      return Files.size(path);
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(path);
    }
  }
}
