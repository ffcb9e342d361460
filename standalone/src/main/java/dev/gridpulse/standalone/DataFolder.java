package dev.gridpulse.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The folder that holds all of one installation; others find the running one by its files. */
final class DataFolder {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final int KEY_BYTES = 32;

  private final Path folder;

  DataFolder(Path folder) {
    this.folder = folder;
  }

  Path path() {
    return folder;
  }

  /** The broker's data. */
  Path kafka() {
    return folder.resolve("kafka");
  }

  /** The database's data. */
  Path postgres() {
    return folder.resolve("postgres");
  }

  /** The aggregator's locks. */
  Path streams() {
    return folder.resolve("streams");
  }

  /** The operator's bearer token, made anew at every start. */
  Path operatorToken() {
    return folder.resolve("operator.token");
  }

  /** The token itself, as this start has written it. */
  String readOperatorToken() {
    try {
      return Files.readString(operatorToken()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the running program can be reached; there only while it runs. */
  Path runtimeProperties() {
    return folder.resolve("runtime.properties");
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  /** Makes the folder, for its owner only. */
  void create() {
    try {
      Files.createDirectories(folder, attributes("rwx------"));
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(folder + " is no folder; name another with --data-dir.");
    } catch (IOException e) {
      throw new UsageException("The folder %s cannot be made: %s.".formatted(folder, e));
    }
  }

  /** The key that signs tokens; made at the first call and kept. */
  byte[] tokenKey() {
    Path file = folder.resolve("token.key");
    try {
      if (!Files.exists(file)) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        writePrivately(file, Base64.getEncoder().encodeToString(key) + "\n");
      }
      return Base64.getDecoder().decode(Files.readString(file).strip());
    } catch (IllegalArgumentException e) {
      throw new FailedException(
          file + " is damaged; delete it, and a new key is made (old tokens end).", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file that only its owner may read; whoever reads it sees all of it or nothing. */
  void writePrivately(Path file, String content) {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(unfinished);
      Files.createFile(unfinished, attributes(PosixFilePermissions.toString(OWNER_ONLY)));
      Files.writeString(unfinished, content);
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Windows has no such permissions: there the user's own folder is what protects the files. */
  private FileAttribute<?>[] attributes(String permissions) {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
