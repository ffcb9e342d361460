package dev.gridpulse.query.store;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is and how it is used.
 *
 * @param url a JDBC address, {@code jdbc:postgresql://…}
 * @param user null when the address names it or none is needed
 * @param password null when none is needed
 * @param poolSize the most connections at a time, 1 to 1000
 * @param statementTimeout how long one statement may run, 1 ms to 1 h
 * @param connectionTimeout how long a request waits for a connection before it is told that the
 *     database is busy, 250 ms to 1 min
 */
public record DatabaseSettings(
    String url,
    @Nullable String user,
    @Nullable String password,
    int poolSize,
    Duration statementTimeout,
    Duration connectionTimeout) {

  public DatabaseSettings {
    Objects.requireNonNull(url, "database.url");
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("database.url must begin with jdbc:postgresql:");
    }
    if (poolSize < 1 || poolSize > 1000) {
      throw new IllegalArgumentException("database.poolSize must be 1 to 1000, is " + poolSize);
    }
    requireWithin(
        "database.statementTimeout", statementTimeout, Duration.ofMillis(1), Duration.ofHours(1));
    requireWithin(
        "database.connectionTimeout",
        connectionTimeout,
        Duration.ofMillis(250),
        Duration.ofMinutes(1));
  }

  /** Ten connections, 30 s for a statement, 3 s of waiting for a connection. */
  public static DatabaseSettings of(String url, @Nullable String user, @Nullable String password) {
    return new DatabaseSettings(
        url, user, password, 10, Duration.ofSeconds(30), Duration.ofSeconds(3));
  }

  /** The same database with other limits. */
  public DatabaseSettings withLimits(
      int poolSize, Duration statementTimeout, Duration connectionTimeout) {
    return new DatabaseSettings(url, user, password, poolSize, statementTimeout, connectionTimeout);
  }

  private static void requireWithin(String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s must be %s to %s, is %s".formatted(key, least, most, value));
    }
  }

  /** Neither the password nor an address that may hold one. */
  @Override
  public String toString() {
    return "DatabaseSettings[user=" + user + ", poolSize=" + poolSize + "]";
  }
}
