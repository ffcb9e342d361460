package dev.gridpulse.partner.intake;

import java.sql.SQLException;

/** The exports that answers may quote. */
@FunctionalInterface
public interface SentExports {
  /**
   * Sees to it that the tables have all exports that the partner can have seen.
   *
   * @return false while somebody else is about it
   * @throws SQLException when there is no database
   */
  boolean catchUp() throws SQLException;
}
