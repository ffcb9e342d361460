package dev.gridpulse.query.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The pool of read-only connections. It opens without a database there, and finds it once it comes.
 */
public final class Database implements AutoCloseable {
  /** How many rows are fetched at a time: memory is bounded, and most answers need one trip. */
  static final int FETCH_SIZE = 10_000;

  private final HikariDataSource pool;
  private final Semaphore longOnes;
  private final Duration patience;
  private final Duration limit;
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("gridpulse-query-clock").factory());

  /**
   * @param meters gets what the pool is doing
   */
  public Database(DatabaseSettings settings, MeterRegistry meters) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("query-api");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(Math.min(2, settings.poolSize()));
    config.setConnectionTimeout(settings.connectionTimeout().toMillis());
    config.setValidationTimeout(Math.min(2000, settings.connectionTimeout().toMillis()));
    config.setInitializationFailTimeout(-1);
    config.setReadOnly(true);
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    // Without this the next statement stands in a transaction, with a snapshot of long ago.
    config.setIsolateInternalQueries(true);
    config.setConnectionInitSql(sessionSettings(settings));
    config.addDataSourceProperty("ApplicationName", "gridpulse-query-api");
    config.addDataSourceProperty(
        "loginTimeout", Math.max(1, settings.connectionTimeout().toSeconds()));
    // A server that has frozen cannot time a statement out; then the socket does.
    config.addDataSourceProperty("socketTimeout", settings.statementTimeout().toSeconds() + 5);
    config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
    this.pool = new HikariDataSource(config);
    this.longOnes = new Semaphore(Math.max(1, settings.poolSize() / 2), true);
    this.patience = settings.connectionTimeout();
    this.limit = settings.statementTimeout();
    // Nearly all of them end in time.
    clock.setRemoveOnCancelPolicy(true);
  }

  /**
   * Plans are kept: each of our statements goes along one index, whatever the values. Compiling
   * them takes longer than most of them run.
   */
  private static String sessionSettings(DatabaseSettings settings) {
    return """
    SELECT set_config('statement_timeout', '%d', false),
           set_config('idle_in_transaction_session_timeout', '60000', false),
           set_config('default_transaction_read_only', 'on', false),
           set_config('plan_cache_mode', 'force_generic_plan', false),
           set_config('jit', 'off', false)
    """
        .formatted(settings.statementTimeout().toMillis());
  }

  /**
   * Does the work on a connection, in one read-only transaction. All its statements together have
   * as long as one statement may take.
   *
   * @throws DatabaseBusy when there is no database, no connection or not enough time
   * @throws IllegalStateException when the database refuses a statement
   */
  public <T> T read(Work<T> work) {
    return read(Caller.PATIENT, work);
  }

  /** As {@link #read(Work)}, for somebody who may go away: then what is asked is cancelled. */
  public <T> T read(Caller caller, Work<T> work) {
    try (Transaction transaction = begin(caller)) {
      T result = work.on(transaction.connection());
      transaction.connection().commit();
      return result;
    } catch (SQLException e) {
      throw failed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * As {@link #read(Caller, Work)}, for what is one trip to the database, with a small answer: the
   * trip is a transaction by itself, and needs none around it.
   */
  public <T> T readAtOnce(Caller caller, Work<T> work) {
    try (Transaction transaction = begin(caller)) {
      transaction.connection().setAutoCommit(true);
      return work.on(transaction.connection());
    } catch (SQLException e) {
      throw failed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Begins a transaction that lasts as long as somebody takes to read an answer. There are fewer of
   * these than connections, so that others are answered meanwhile.
   *
   * @throws DatabaseBusy when there is no database or no connection, or too many of these
   */
  public Transaction beginLong(Caller caller) {
    acquireLong();
    try {
      return new Transaction(pool.getConnection(), caller, longOnes::release);
    } catch (SQLException e) {
      longOnes.release();
      throw failed(e);
    }
  }

  /**
   * Begins a transaction that has as long as one statement may take.
   *
   * @throws DatabaseBusy when there is no database or no connection
   */
  public Transaction begin(Caller caller) {
    try {
      Transaction transaction = new Transaction(pool.getConnection(), caller, () -> {});
      transaction.cancelBy(
          clock.schedule(
              () -> Thread.ofVirtual().name("gridpulse-query-limit").start(transaction::cancel),
              limit.toMillis(),
              TimeUnit.MILLISECONDS));
      return transaction;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Makes one that lasts of a transaction, as {@link #beginLong} does.
   *
   * @throws DatabaseBusy when there are too many of these
   */
  public void prolong(Transaction transaction) {
    acquireLong();
    transaction.afterwards(longOnes::release);
    transaction.cancelNoMore();
  }

  private void acquireLong() {
    try {
      if (!longOnes.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DatabaseBusy(
            new SQLTransientConnectionException("all long answers that may be are under way"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseBusy(new SQLTransientConnectionException("interrupted", e));
    }
  }

  /** What a failure of the database is for whoever asked. */
  public static RuntimeException failed(SQLException e) {
    return DatabaseBusy.isCause(e)
        ? new DatabaseBusy(e)
        : new IllegalStateException("the database refused a statement", e);
  }

  /** Asks the database for a sign of life, and for the tables that answers need. */
  public void check() {
    read(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery("SELECT FROM sensor LIMIT 1")) {
            return rows.next();
          }
        });
  }

  @Override
  public void close() {
    clock.shutdownNow();
    pool.close();
  }

  /** What is done on a connection; what it opens it closes. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException, IOException;
  }
}
