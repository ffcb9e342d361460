package dev.gridpulse.ingest.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** Something with rows in it, whose beginning can be read twice. */
public sealed interface Source permits Source.LocalFile, Source.StandardInput, S3Object {
  /** The name as the user gave it. */
  String name();

  /** How many bytes it has, packed as it is; 0 when nobody knows. */
  long size() throws IOException;

  /** Tells whether it was written since. */
  Version version() throws IOException;

  /**
   * The state of a source, without reading it.
   *
   * @param size in bytes
   * @param modified when it was written
   */
  record Version(long size, Instant modified) {}

  /** From the beginning; the caller closes it. */
  InputStream open() throws IOException;

  /**
   * What tells this content from any other, whatever it is called; empty when nothing does. It may
   * take reading it all.
   */
  Optional<String> contentId() throws IOException;

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
    public Version version() throws IOException {
      return new Version(size(), Files.getLastModifiedTime(path).toInstant());
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(path);
    }

    @Override
    public Optional<String> contentId() throws IOException {
      try (InputStream in = open()) {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
        }
        return Optional.of("sha256:" + HexFormat.of().formatHex(digest.digest()));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }
  }

  /** What is piped into the program. It can be opened again as long as little was read of it. */
  final class StandardInput implements Source {
    private static final int REREADABLE = 5 << 20;

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
    public Version version() {
      return new Version(0, Instant.EPOCH);
    }

    @Override
    public InputStream open() throws IOException {
      in.reset();
      return new Unclosed(in);
    }

    @Override
    public Optional<String> contentId() {
      return Optional.empty();
    }
  }
}
