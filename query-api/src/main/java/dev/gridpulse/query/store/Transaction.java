package dev.gridpulse.query.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection with an open read-only transaction. When the caller goes away, or its time is up,
 * the statement that runs is cancelled, and fails.
 */
public final class Transaction implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);
  private static final int BETWEEN_CANCELS_MS = 50;

  private final Connection connection;
  private final List<Runnable> afterwards = new ArrayList<>();
  private final Caller.Watch watch;
  private @Nullable Future<?> limit;
  private boolean closed;

  /**
   * @param afterwards runs once when it is closed
   */
  Transaction(Connection connection, Caller caller, Runnable afterwards) {
    this.connection = connection;
    this.afterwards.add(afterwards);
    this.watch = caller.whenGone(this::cancel);
  }

  /** The connection, until this is closed. */
  public Connection connection() {
    return connection;
  }

  /** Has something done when this is closed, or now if it is. */
  public synchronized void afterwards(Runnable action) {
    if (closed) {
      action.run();
    } else {
      afterwards.add(action);
    }
  }

  /** That will cancel it, unless it has been closed. */
  synchronized void cancelBy(Future<?> timer) {
    limit = timer;
    if (closed) {
      timer.cancel(false);
    }
  }

  /** It may last from now on. */
  synchronized void cancelNoMore() {
    if (limit != null) {
      limit.cancel(false);
    }
  }

  /** Again and again: between two statements there is nothing to cancel. */
  void cancel() {
    try {
      while (cancelOnce()) {
        Thread.sleep(BETWEEN_CANCELS_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The lock is held meanwhile, lest it hits who has the connection next. */
  private synchronized boolean cancelOnce() {
    if (!closed) {
      try {
        connection.unwrap(PGConnection.class).cancelQuery();
      } catch (SQLException e) {
        LOG.debug("A query of somebody who has gone was not cancelled", e);
      }
    }
    return !closed;
  }

  /** Ends the transaction; what it read stands. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    cancelNoMore();
    watch.close();
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("A connection could not be closed", e);
    } finally {
      afterwards.forEach(Runnable::run);
    }
  }
}
