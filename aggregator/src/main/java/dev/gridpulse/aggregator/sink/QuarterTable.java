package dev.gridpulse.aggregator.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table {@code quarter}: the lock of a quarter-hour and the memory of who has written it. */
final class QuarterTable {

  /**
   * Locks these quarter-hours until the transaction ends. One that has no row yet gets the one
   * accumulation that claims it as its owner; if several do, it has none and is dirty. The owner of
   * a former generation is none.
   *
   * @return the owner of each quarter-hour that has one, by the offset that names it
   */
  Map<Quarter, Long> lock(Connection connection, QuarterClaims claims) throws SQLException {
    // In the order of the key, so that two writers wait instead of deadlocking.
    String sql =
        """
        INSERT INTO quarter AS stored
               (sensor_id, start, partition, generation, owner, dirty, up_to)
        SELECT sensor_id, timestamptz 'epoch' + start * interval '1 ms', partition, ?, owner,
               owner IS NULL, up_to
        FROM unnest(?::integer[], ?::bigint[], ?::integer[], ?::bigint[], ?::bigint[])
             AS c(sensor_id, start, partition, owner, up_to)
        ON CONFLICT (sensor_id, start)
        DO UPDATE SET
          partition = excluded.partition,
          generation = excluded.generation,
          owner = CASE WHEN stored.generation = excluded.generation THEN stored.owner END,
          up_to = CASE WHEN stored.generation = excluded.generation
                       THEN greatest(stored.up_to, excluded.up_to) ELSE excluded.up_to END
        RETURNING sensor_id, (extract(epoch FROM start) * 1000)::bigint, owner
        """;
    int size = claims.byQuarter().size();
    int[] sensorIds = new int[size];
    long[] starts = new long[size];
    int[] partitions = new int[size];
    @Nullable Long[] owners = new @Nullable Long[size];
    long[] upTos = new long[size];
    int i = 0;
    for (var claim : claims.byQuarter().entrySet()) {
      sensorIds[i] = claim.getKey().sensorId();
      starts[i] = claim.getKey().start();
      partitions[i] = claim.getValue().partition();
      owners[i] = claim.getValue().opened();
      upTos[i] = claim.getValue().upTo();
      i++;
    }
    Map<Quarter, Long> owned = new HashMap<>();
    try (PreparedStatement upsert = connection.prepareStatement(sql)) {
      upsert.setInt(1, claims.generation());
      upsert.setObject(2, sensorIds);
      upsert.setObject(3, starts);
      upsert.setObject(4, partitions);
      upsert.setArray(5, connection.createArrayOf("bigint", owners));
      upsert.setObject(6, upTos);
      try (ResultSet rows = upsert.executeQuery()) {
        while (rows.next()) {
          Long owner = rows.getObject(3, Long.class);
          if (owner != null) {
            owned.put(new Quarter(rows.getInt(1), rows.getLong(2)), owner);
          }
        }
      }
    }
    return owned;
  }

  /** Marks a quarter-hour dirty of which the database has refused a reading. */
  void refusedReading(Connection connection, Quarter quarter) throws SQLException {
    String sql =
        """
        INSERT INTO quarter (sensor_id, start, generation, dirty, exact, up_to)
        VALUES (?, timestamptz 'epoch' + ? * interval '1 ms', 0, true, true, -1)
        ON CONFLICT (sensor_id, start) DO UPDATE SET owner = NULL, dirty = true, exact = true
        """;
    try (PreparedStatement upsert = connection.prepareStatement(sql)) {
      upsert.setInt(1, quarter.sensorId());
      upsert.setLong(2, quarter.start());
      upsert.executeUpdate();
    }
  }

  /** Takes the owner from these quarter-hours, which must be locked, and marks them dirty. */
  void disown(Connection connection, Collection<Quarter> quarters) throws SQLException {
    update(connection, quarters, "owner = NULL, dirty = true");
  }

  /** Notes that the windows of these quarter-hours, which must be locked, were recomputed. */
  void repaired(Connection connection, Collection<Quarter> quarters) throws SQLException {
    update(connection, quarters, "owner = NULL, dirty = false, exact = false, repaired = now()");
  }

  /** Lets these quarter-hours, which must be locked, rest for longer than after a repair. */
  void postponed(Connection connection, Collection<Quarter> quarters) throws SQLException {
    update(connection, quarters, "repaired = now() + interval '10 seconds'");
  }

  private static void update(Connection connection, Collection<Quarter> quarters, String change)
      throws SQLException {
    if (quarters.isEmpty()) {
      return;
    }
    String sql =
        """
        UPDATE quarter SET %s
        FROM unnest(?::integer[], ?::bigint[]) AS q(sensor_id, start)
        WHERE quarter.sensor_id = q.sensor_id
          AND quarter.start = timestamptz 'epoch' + q.start * interval '1 ms'
        """
            .formatted(change);
    List<Quarter> ordered = quarters.stream().sorted().toList();
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, ordered.stream().mapToInt(Quarter::sensorId).toArray());
      update.setObject(2, ordered.stream().mapToLong(Quarter::start).toArray());
      update.executeUpdate();
    }
  }
}
