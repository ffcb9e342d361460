package dev.gridpulse.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, from the archive on the classpath. They are unpacked once for a user, into
 * a folder named by the archive's digest; of two programs that start at once one waits for the
 * other.
 */
final class PostgresBinaries {
  private static final Object UNPACKING = new Object();

  private PostgresBinaries() {}

  /**
   * The folder that holds {@code bin}, {@code lib} and {@code share}.
   *
   * @param fallback where to unpack when the user has no cache folder that can be written
   */
  static Path unpacked(Path fallback) {
    String archive = archive();
    try {
      Path folder = cacheFolder(fallback);
      Path home = folder.resolve("postgresql-" + digest(archive));
      synchronized (UNPACKING) {
        unpackOnce(archive, folder, home);
      }
      return home;
    } catch (IOException e) {
      throw new EmbeddedServerException("PostgreSQL could not be unpacked: " + e, e);
    }
  }

  private static String archive() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    String name =
        "postgres-%s-%s%s.txz"
            .formatted(
                system.startsWith("mac") ? "darwin" : system,
                arch.equals("aarch64") ? "arm_64" : "x86_64",
                Files.exists(Path.of("/etc/alpine-release")) ? "-alpine_linux" : "");
    if (PostgresBinaries.class.getResource("/" + name) == null) {
      throw new EmbeddedServerException(
          "There is no embedded PostgreSQL for %s on %s. Use one of your own (GRIDPULSE_DATABASE_URL)."
              .formatted(system, arch));
    }
    return name;
  }

  private static InputStream open(String archive) {
    InputStream in = PostgresBinaries.class.getResourceAsStream("/" + archive);
    if (in == null) {
      throw new IllegalStateException(archive + " has left the classpath");
    }
    return in;
  }

  private static String digest(String archive) throws IOException {
    try (var in = new DigestInputStream(open(archive), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Not the system's temporary folder: that is swept while a server runs, which loads files late.
   */
  private static Path cacheFolder(Path fallback) {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path cache =
        xdg != null && xdg.startsWith("/")
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home", "")).resolve(".cache");
    try {
      Path folder = Files.createDirectories(cache.toAbsolutePath().resolve("gridpulse"));
      if (Files.isWritable(folder)) {
        return folder;
      }
    } catch (IOException notOurs) {
      // A user without a home, such as a container's.
    }
    return fallback;
  }

  /** Unpacks aside and renames: what bears the name is whole. */
  private static void unpackOnce(String archive, Path folder, Path home) throws IOException {
    try (FileChannel lock =
        FileChannel.open(
            folder.resolve("unpacking.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      lock.lock();
      if (!Files.exists(home)) {
        Path unfinished = Folders.scratch(folder);
        extract(archive, unfinished);
        Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** With the system's tar, which keeps links and modes. */
  private static void extract(String archive, Path folder) throws IOException {
    Process tar =
        new ProcessBuilder(List.of("tar", "-x", "-f", "-", "-C", folder.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("tar.log").toFile())
            .start();
    try (InputStream in = new XZInputStream(open(archive));
        OutputStream out = tar.getOutputStream()) {
      in.transferTo(out);
    }
    if (Processes.waitFor(tar) != 0) {
      throw new IOException("tar: " + Files.readString(folder.resolve("tar.log")).strip());
    }
  }
}
