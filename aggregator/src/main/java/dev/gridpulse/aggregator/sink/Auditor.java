package dev.gridpulse.aggregator.sink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The standing audit: compares random stored quarter-hours with their readings, all the time and at
 * a bounded cost. What differs for no reason is counted, said and marked to be recomputed.
 *
 * <p>A difference that is only on its way must never count. So one that is found is a suspicion
 * first, and is looked at again when everything that its readings can lead to has been stored
 * (docs/decisions/0013).
 */
final class Auditor implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Auditor.class);

  /** The rest after a look, as a multiple of the time that the look took: 2 % of a connection. */
  private static final int REST = 50;

  /** How long it takes at least until the broker is asked again how far everything is. */
  private static final Duration REFRESH = Duration.ofMillis(500);

  private static final int MOST_SUSPICIONS = 20;
  private static final Duration LONGEST_SUSPICION = Duration.ofMinutes(10);
  private static final int DIFFERENCES_IN_MESSAGES = 5;
  private static final String SERIALIZATION_FAILURE = "40001";

  private final DataSource database;
  private final RandomQuarters quarters;
  private final PipelineProgress progress;
  private final TaskPulse tasks;
  private final Duration leastRest;
  private final Counter checked;
  private final Counter suspected;
  private final Counter differing;
  private final Map<Quarter, Suspicion> suspicions = new LinkedHashMap<>();
  private long refreshAt = System.nanoTime();
  private final CountDownLatch stopping = new CountDownLatch(1);

  /**
   * @param progress closed when the audit ends
   * @param tasks the tasks of this process: their sensors are audited here
   * @param leastRest how long it rests at least after a look
   */
  Auditor(
      DataSource database,
      RandomQuarters quarters,
      PipelineProgress progress,
      TaskPulse tasks,
      Duration leastRest,
      MeterRegistry meters) {
    this.database = database;
    this.quarters = quarters;
    this.progress = progress;
    this.tasks = tasks;
    this.leastRest = leastRest;
    this.checked = meters.counter("gridpulse.audit.checked");
    this.suspected = meters.counter("gridpulse.audit.suspicions");
    this.differing = meters.counter("gridpulse.audit.differences");
  }

  @Override
  public void run() {
    try (progress) {
      Duration rest = leastRest;
      while (!stopping.await(rest.toNanos(), TimeUnit.NANOSECONDS)) {
        Duration due = step().multipliedBy(REST);
        rest = due.compareTo(leastRest) > 0 ? due : leastRest;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks it to end; from any thread. */
  void stop() {
    stopping.countDown();
  }

  /** Takes one look; answers how long that had the connection. */
  private Duration step() {
    Duration took = Duration.ZERO;
    try {
      Optional<Suspicion> ripe = ripe();
      try (Connection connection = snapshot()) {
        long begin = System.nanoTime();
        try {
          if (ripe.isPresent()) {
            judge(connection, ripe.get());
          } else {
            check(connection);
          }
        } finally {
          took = Duration.ofNanos(System.nanoTime() - begin);
        }
      }
    } catch (SQLException | KafkaException e) {
      LOG.debug("The audit goes on later", e);
    } catch (RuntimeException e) {
      LOG.warn("The audit failed, and goes on", e);
    }
    return took;
  }

  private Optional<Suspicion> ripe() throws SQLException {
    if (suspicions.isEmpty() || System.nanoTime() - refreshAt < 0) {
      return Optional.empty();
    }
    progress.refresh();
    Iterator<Suspicion> each = suspicions.values().iterator();
    while (each.hasNext()) {
      Suspicion suspicion = each.next();
      if (suspicion.ripen(progress, tasks)) {
        return Optional.of(suspicion);
      }
      if (System.nanoTime() - suspicion.since() > LONGEST_SUSPICION.toNanos()) {
        each.remove();
      }
    }
    // None was: there is no hurry to ask again.
    refreshAt = System.nanoTime() + REFRESH.toNanos();
    return Optional.empty();
  }

  private void check(Connection connection) throws SQLException {
    Optional<RandomQuarters.Drawn> drawn =
        quarters.draw(connection, partition -> tasks.of(partition).isPresent());
    if (drawn.isEmpty()) {
      connection.rollback();
      return;
    }
    Quarter quarter = drawn.get().quarter();
    QuarterLook look = QuarterLook.take(connection, quarter, drawn.get().partition());
    if (look.settled()) {
      AuditTable.checked(connection, drawn.get().partition());
      connection.commit();
      checked.increment();
    } else {
      connection.rollback();
    }
    if (look.isSuspicious()
        && !suspicions.containsKey(quarter)
        && suspicions.size() < MOST_SUSPICIONS) {
      LOG.debug("{} is suspected: {}", drawn.get(), look.differences());
      suspected.increment();
      suspicions.put(quarter, new Suspicion(drawn.get(), look, System.nanoTime()));
    }
  }

  private void judge(Connection connection, Suspicion suspicion) throws SQLException {
    RandomQuarters.Drawn drawn = suspicion.drawn();
    try {
      if (!suspicion.isRipe(progress, connection)) {
        connection.rollback();
        return;
      }
      QuarterLook look = QuarterLook.take(connection, drawn.quarter(), drawn.partition());
      if (look.isSuspicious() && look.hasReadingsOf(suspicion.look())) {
        AuditTable.differs(connection, drawn.quarter(), drawn.partition());
        connection.commit();
        differing.increment();
        say(drawn, look);
      } else {
        connection.rollback();
      }
      suspicions.remove(drawn.quarter());
    } catch (SQLException e) {
      if (!SERIALIZATION_FAILURE.equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback();
      LOG.debug("{} was written while it was judged: it is judged again", drawn);
    }
  }

  private static void say(RandomQuarters.Drawn drawn, QuarterLook look) {
    LOG.error(
        "The quarter-hour {} of sensor {} was not what its {} readings say, and is recomputed: {}{}",
        Instant.ofEpochMilli(drawn.quarter().start()),
        drawn.sensor(),
        look.count(),
        look.differences().stream()
            .limit(DIFFERENCES_IN_MESSAGES)
            .collect(Collectors.joining(", ")),
        look.differences().size() > DIFFERENCES_IN_MESSAGES
            ? ", and %d more".formatted(look.differences().size() - DIFFERENCES_IN_MESSAGES)
            : "");
  }

  /** A connection whose transaction sees one moment, and writes only over what it sees. */
  private Connection snapshot() throws SQLException {
    Connection connection = database.getConnection();
    try {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement set = connection.createStatement()) {
        set.execute("SET LOCAL statement_timeout = '10s'");
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
