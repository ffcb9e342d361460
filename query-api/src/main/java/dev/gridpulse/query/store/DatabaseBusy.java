package dev.gridpulse.query.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** The database is away, has no connection left, or took longer than a statement may: try later. */
public final class DatabaseBusy extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final String QUERY_CANCELED = "57014";

  /** Connection trouble, a conflict on a standby, no resources, shutting down or starting up. */
  private static final Set<String> CLASSES = Set.of("08", "40", "53", "57");

  private final boolean tookTooLong;

  DatabaseBusy(SQLException cause) {
    super(cause);
    this.tookTooLong = QUERY_CANCELED.equals(cause.getSQLState());
  }

  /** Whether the statement ran into its time limit, so that a shorter range may help. */
  public boolean tookTooLong() {
    return tookTooLong;
  }

  static boolean isCause(SQLException e) {
    String state = e.getSQLState();
    return e instanceof SQLTransientConnectionException
        || (state != null && state.length() == 5 && CLASSES.contains(state.substring(0, 2)));
  }
}
