package dev.gridpulse.query.store;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import dev.gridpulse.query.live.EventId;
import dev.gridpulse.query.live.LiveStart;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The latest of some sensors, and the place in the feed up to which a snapshot of the database
 * knows everything: the sink moves its offsets in the transaction that stores.
 */
public final class LiveSnapshot {
  private static final String PLACE =
      "SELECT topic_id, next_offset, partition FROM sink_offset WHERE topic = ? ORDER BY partition";

  /** The windows' times lag behind the clock by what storing takes. */
  private static final long STORING_MS = 10_000;

  private LiveSnapshot() {}

  /** The place of this transaction's snapshot, or empty when nothing has been stored from Kafka. */
  public static Optional<EventId> place(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(PLACE)) {
      select.setString(1, Topics.READINGS.name());
      try (ResultSet rows = select.executeQuery()) {
        UUID topic = null;
        List<Long> offsets = new ArrayList<>();
        while (rows.next()) {
          topic = rows.getObject(1, UUID.class);
          if (rows.getInt(3) != offsets.size()) {
            return Optional.empty();
          }
          offsets.add(rows.getLong(2));
        }
        return topic == null
            ? Optional.empty()
            : Optional.of(
                new EventId(
                    EventId.topic(topic),
                    offsets.stream().mapToLong(offset -> offset).toArray(),
                    System.currentTimeMillis() - STORING_MS));
      }
    }
  }

  /**
   * The latest of some sensors.
   *
   * @param windows whether their windows are wanted too
   */
  public static LiveStart read(
      Connection connection, Access access, Set<String> sensors, boolean windows)
      throws SQLException {
    Optional<EventId> place = place(connection);
    List<String> names = List.copyOf(sensors);
    List<LiveStart.Latest> latest = new ArrayList<>();
    Map<String, Long> newest = new HashMap<>();
    try (RowCursor<LatestReadings.Latest> rows = LatestReadings.of(connection, access, names)) {
      for (var row = rows.next(); row != null; row = rows.next()) {
        SensorRow.Point reading = row.reading();
        if (reading != null) {
          latest.add(new LiveStart.Latest(row.sensor(), reading.time(), reading.value()));
          newest.put(row.sensor(), reading.time());
        }
      }
    }
    List<LiveStart.Window> found = new ArrayList<>();
    if (windows) {
      for (Rung rung : Rung.values()) {
        addWindows(connection, access, names, rung, newest, found);
      }
    }
    return new LiveStart(latest, found, place);
  }

  private static void addWindows(
      Connection connection,
      Access access,
      List<String> names,
      Rung rung,
      Map<String, Long> newest,
      List<LiveStart.Window> found)
      throws SQLException {
    // The window that runs, and the one before it.
    String sql =
        """
        SELECT s.name, date_part('epoch', w.start), w.count, w.mean, w.median, w.min, w.max, w.digest
        FROM sensor s
        CROSS JOIN LATERAL (SELECT * FROM %s a WHERE a.sensor_id = s.id
                            ORDER BY start DESC LIMIT 2) w
        WHERE %s AND s.name = ANY (?) ORDER BY s.name COLLATE "C", w.start
        """
            .formatted(rung.table(), Access.CONDITION);
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, access.owner());
      select.setArray(2, connection.createArrayOf("text", names.toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          String sensor = rows.getString(1);
          Aggregate window =
              new Aggregate(
                  Times.millis(rows, 2),
                  rows.getInt(3),
                  rows.getDouble(4),
                  rows.getDouble(5),
                  rows.getDouble(6),
                  rows.getDouble(7),
                  rows.getLong(8));
          boolean complete =
              newest.getOrDefault(sensor, Long.MIN_VALUE) >= window.start() + rung.millis();
          found.add(new LiveStart.Window(sensor, rung, window, complete));
        }
      }
    }
  }
}
