package dev.gridpulse.embedded;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/**
 * The passwords of the embedded PostgreSQL, made at random and kept in a file that only its owner
 * may read.
 *
 * @param administratorPassword of {@code postgres}
 * @param password of {@code gridpulse}
 */
record Credentials(String administratorPassword, String password) {
  static final String ADMINISTRATOR = "postgres";
  static final String USER = "gridpulse";

  /** Reads the file, or writes a new one when there is none. */
  static Credentials of(Path file) throws IOException {
    return Files.exists(file) ? read(file) : create(file);
  }

  private static Credentials read(Path file) throws IOException {
    var properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    String administrator = properties.getProperty(ADMINISTRATOR);
    String user = properties.getProperty(USER);
    if (administrator == null || user == null) {
      throw new EmbeddedServerException(
          file + " must hold the passwords of " + ADMINISTRATOR + " and " + USER);
    }
    return new Credentials(administrator, user);
  }

  private static Credentials create(Path file) throws IOException {
    var created = new Credentials(randomPassword(), randomPassword());
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    Files.createFile(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        unfinished,
        "# The passwords of this folder's PostgreSQL\n%s=%s\n%s=%s\n"
            .formatted(ADMINISTRATOR, created.administratorPassword, USER, created.password));
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    return created;
  }

  /** 192 bits in letters that need no quoting in SQL, URLs or files. */
  private static String randomPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
