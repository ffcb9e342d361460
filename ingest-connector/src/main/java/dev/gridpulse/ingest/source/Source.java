package dev.gridpulse.ingest.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Something with rows in it, whose beginning can be read twice. */
public sealed interface Source permits Source.LocalFile, Source.StandardInput {
  /** The name as the user gave it. */
  String name();

  /** How many bytes it has, packed as it is; 0 when nobody knows. */
  long size() throws IOException;

  /** From the beginning; the caller closes it. */
  InputStream open() throws IOException;

  /**
   * A file on this machine.
   *
   * @param path the file
   */
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

  /** What is piped into the program. It can be opened again as long as little was read of it. */
  final class StandardInput implements Source {
    private static final int REREADABLE = 1 << 19;

    private final BufferedInputStream in;

    /**
     * @param in standard input
     */
    public StandardInput(InputStream in) {
      this.in = new BufferedInputStream(in);
      this.in.mark(REREADABLE);
    }

    @Override
    public String name() {
      return "standard input";
    }

    @Override
    public long size() {
      return 0;
    }

    @Override
    public InputStream open() throws IOException {
      in.reset();
      return new Unclosed(in);
    }
  }
}
