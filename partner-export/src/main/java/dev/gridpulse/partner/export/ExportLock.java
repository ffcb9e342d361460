package dev.gridpulse.partner.export;

import dev.gridpulse.partner.PartnerSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The right to export: a lock of the database that belongs to a session. Whoever can still ask that
 * session has it; it ends with the process, with its machine (keep-alives), and when the session
 * says nothing for two minutes, as one whose process stands still.
 */
final class ExportLock implements AutoCloseable {
  /** "gridpart" in ASCII. */
  private static final long KEY = 0x6772696470617274L;

  private static final String SESSION =
      """
      SELECT set_config('idle_session_timeout', '120s', false),
             set_config('idle_in_transaction_session_timeout', '120s', false),
             set_config('tcp_keepalives_idle', '30', false),
             set_config('tcp_keepalives_interval', '10', false),
             set_config('tcp_keepalives_count', '3', false),
             set_config('plan_cache_mode', 'force_custom_plan', false),
             set_config('jit', 'off', false)
      """;

  private final Connection connection;

  private ExportLock(Connection connection) {
    this.connection = connection;
  }

  /** The lock, or empty when somebody else has it. */
  static Optional<ExportLock> tryAcquire(PartnerSettings settings) throws SQLException {
    Connection connection = settings.connect();
    try {
      if (isTrue(connection, "SELECT pg_try_advisory_lock(%d)".formatted(KEY))) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(SESSION);
        }
        return Optional.of(new ExportLock(connection));
      }
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
    connection.close();
    return Optional.empty();
  }

  private static boolean isTrue(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** The session that has it; what is written over it is written by whoever may export. */
  Connection connection() {
    return connection;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
