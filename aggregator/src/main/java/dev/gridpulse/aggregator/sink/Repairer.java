package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Recomputes the windows of dirty quarter-hours from readings. Such a quarter-hour has no owner
 * afterwards: whatever still comes for it and differs makes it dirty again.
 */
final class Repairer {
  private static final int BATCH = 100;

  private final DataSource database;
  private final Duration rest;
  private final Duration runningRest;
  private final QuarterTable quarters = new QuarterTable();

  /**
   * A dirty quarter-hour.
   *
   * @param exact whether its windows may hold readings that are not stored
   */
  private record Dirty(Quarter quarter, boolean exact) {}

  /**
   * @param rest how long a quarter-hour rests between two repairs
   * @param runningRest how long one rests that is not over yet
   */
  Repairer(DataSource database, Duration rest, Duration runningRest) {
    this.database = database;
    this.rest = rest;
    this.runningRest = runningRest;
  }

  /**
   * Recomputes some dirty quarter-hours, those whose readings are stored up to what made them
   * dirty.
   *
   * @return how many; 0 when nothing is left to do now
   */
  int repairSome() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        List<Dirty> dirty = lockDirty(connection);
        Refusal.isolate(
            connection,
            dirty,
            some -> recompute(connection, some),
            (one, _) -> postpone(connection, one),
            () -> {});
        connection.commit();
        return dirty.size();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  private List<Dirty> lockDirty(Connection connection) throws SQLException {
    String sql =
        """
        SELECT q.sensor_id, (extract(epoch FROM q.start) * 1000)::bigint, q.exact
        FROM quarter q
        WHERE q.dirty
          AND (q.repaired IS NULL
               OR q.repaired < now() - ? * interval '1 ms'
                  AND (q.start < now() - interval '15 minutes'
                       OR q.repaired < now() - ? * interval '1 ms'))
          AND (q.generation <> ?
               OR q.up_to < coalesce((SELECT o.next_offset
                                      FROM sink_offset o
                                      WHERE o.topic = ? AND o.partition = q.partition), 0))
        ORDER BY q.sensor_id, q.start
        LIMIT ?
        FOR UPDATE OF q SKIP LOCKED
        """;
    List<Dirty> dirty = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, rest.toMillis());
      select.setLong(2, runningRest.toMillis());
      select.setInt(3, Generations.current(connection));
      select.setString(4, Topics.READINGS.name());
      select.setInt(5, BATCH);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          dirty.add(new Dirty(new Quarter(rows.getInt(1), rows.getLong(2)), rows.getBoolean(3)));
        }
      }
    }
    return dirty;
  }

  /** In statements after the lock, so that they see every reading stored before it was had. */
  private Outcome recompute(Connection connection, List<Dirty> some) throws SQLException {
    for (Dirty dirty : some) {
      recompute(connection, dirty, List.of(Rung.values()));
    }
    quarters.repaired(connection, some.stream().map(Dirty::quarter).toList());
    return Outcome.NOTHING;
  }

  /** The database refuses a window: the other rungs are stored, and it is tried again later. */
  private Outcome postpone(Connection connection, Dirty dirty) throws SQLException {
    Refusal.isolate(
        connection,
        List.of(Rung.values()),
        rungs -> recompute(connection, dirty, rungs),
        (_, _) -> Outcome.NOTHING,
        () -> {});
    quarters.postponed(connection, List.of(dirty.quarter()));
    return Outcome.NOTHING;
  }

  private static Outcome recompute(Connection connection, Dirty dirty, List<Rung> rungs)
      throws SQLException {
    QuarterHourReadings readings = QuarterHourReadings.read(connection, dirty.quarter());
    for (Rung rung : rungs) {
      WindowRows rows = new WindowRows(rung);
      rows.add(dirty.quarter(), 0, 0, readings.windows(rung));
      if (dirty.exact()) {
        rows.replaceAll(connection, dirty.quarter());
      } else {
        // Readings may have expired: then what stands, stays.
        var _ = rows.writeUnlessFewer(connection);
      }
    }
    return Outcome.NOTHING;
  }
}
