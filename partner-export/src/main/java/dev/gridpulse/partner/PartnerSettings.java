package dev.gridpulse.partner;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What the export and the intake are started with.
 *
 * @param kafka settings of Kafka's clients, at least {@code bootstrap.servers}
 * @param databaseUrl a JDBC address, {@code jdbc:postgresql://…}; a session of its own, not one
 *     that a pool shares out by the transaction
 * @param databaseUser null when the address names it or none is needed
 * @param databasePassword null when none is needed
 * @param time the local time of the day at which exports are made, each of the month up to the
 *     midnight before
 * @param transactionTimeout how long one export may take, 1 s to 24 h, and no longer than the
 *     broker's {@code transaction.max.timeout.ms}
 * @param amendmentDays for how many days before the period changes are still looked for, 0 to 3660
 */
public record PartnerSettings(
    Map<String, Object> kafka,
    String databaseUrl,
    @Nullable String databaseUser,
    @Nullable String databasePassword,
    LocalTime time,
    Duration transactionTimeout,
    int amendmentDays) {
  /** A minute after midnight: the last minute of the day is stored by then. */
  public static final LocalTime DEFAULT_TIME = LocalTime.of(0, 1);

  /** As long as brokers allow by default. */
  public static final Duration DEFAULT_TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

  /** With the month of the period as long as readings are kept. */
  public static final int DEFAULT_AMENDMENT_DAYS = 62;

  private static final int SOCKET_TIMEOUT_SECONDS = 120;
  private static final int LOGIN_TIMEOUT_SECONDS = 10;

  public PartnerSettings {
    kafka = Map.copyOf(kafka);
    Objects.requireNonNull(databaseUrl, "database.url");
    Objects.requireNonNull(time, "export.time");
    if (transactionTimeout.compareTo(Duration.ofSeconds(1)) < 0
        || transactionTimeout.compareTo(Duration.ofHours(24)) > 0) {
      throw new IllegalArgumentException(
          "export.transactionTimeout must be 1 s to 24 h, is " + transactionTimeout);
    }
    if (amendmentDays < 0 || amendmentDays > 3660) {
      throw new IllegalArgumentException(
          "export.amendmentDays must be 0 to 3660, is " + amendmentDays);
    }
  }

  /** With the usual time and limits. */
  public static PartnerSettings of(
      Map<String, Object> kafka,
      String databaseUrl,
      @Nullable String databaseUser,
      @Nullable String databasePassword) {
    return new PartnerSettings(
        kafka,
        databaseUrl,
        databaseUser,
        databasePassword,
        DEFAULT_TIME,
        DEFAULT_TRANSACTION_TIMEOUT,
        DEFAULT_AMENDMENT_DAYS);
  }

  /** The same with exports at another time of the day. */
  public PartnerSettings at(LocalTime other) {
    return new PartnerSettings(
        kafka,
        databaseUrl,
        databaseUser,
        databasePassword,
        other,
        transactionTimeout,
        amendmentDays);
  }

  /** A new connection, to be closed by the caller. */
  public Connection connect() throws SQLException {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(databaseUrl);
    if (databaseUser != null) {
      database.setUser(databaseUser);
    }
    if (databasePassword != null) {
      database.setPassword(databasePassword);
    }
    database.setApplicationName("gridpulse-partner-export");
    database.setTcpKeepAlive(true);
    database.setLoginTimeout(LOGIN_TIMEOUT_SECONDS);
    database.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
    // The statement that reads minutes runs once for each sensor, in binary from the second on.
    database.setPrepareThreshold(1);
    return database.getConnection();
  }

  /** Neither the password nor an address that may hold one. */
  @Override
  public String toString() {
    return "PartnerSettings[time=%s, transactionTimeout=%s, amendmentDays=%d]"
        .formatted(time, transactionTimeout, amendmentDays);
  }
}
