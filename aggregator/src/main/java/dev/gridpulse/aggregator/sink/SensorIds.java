package dev.gridpulse.aggregator.sink;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** The ids of sensors by name; a sensor not yet known is registered. */
final class SensorIds {
  /** Bound of the memory, not of the sensors: beyond it the cache starts anew. */
  private static final int MAX_CACHED = 100_000;

  private final Map<String, Integer> ids = new HashMap<>();

  /** The id of each of these sensors. */
  Map<String, Integer> resolve(Connection connection, Collection<String> names)
      throws SQLException {
    if (ids.size() > MAX_CACHED) {
      ids.clear();
    }
    Collection<String> unknown = unknown(names);
    if (!unknown.isEmpty()) {
      select(connection, unknown);
      unknown = unknown(unknown);
    }
    if (!unknown.isEmpty()) {
      register(connection, unknown);
      select(connection, unknown);
    }
    Map<String, Integer> resolved = new HashMap<>();
    for (String name : names) {
      Integer id = ids.get(name);
      if (id == null) {
        throw new SQLException("sensor " + name + " was registered and is not there");
      }
      resolved.put(name, id);
    }
    return resolved;
  }

  /** Forgets all: after a rollback a registered sensor may not be there. */
  void clear() {
    ids.clear();
  }

  private Collection<String> unknown(Collection<String> names) {
    Collection<String> unknown = new TreeSet<>();
    for (String name : names) {
      if (!ids.containsKey(name)) {
        unknown.add(name);
      }
    }
    return unknown;
  }

  private void select(Connection connection, Collection<String> names) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT name, id FROM sensor WHERE name = ANY (?)")) {
      select.setArray(1, array(connection, names));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          ids.put(rows.getString(1), rows.getInt(2));
        }
      }
    }
  }

  /** In order of name, so that two that register the same sensors wait instead of deadlocking. */
  private static void register(Connection connection, Collection<String> names)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO sensor (name) SELECT name FROM unnest(?) AS name ORDER BY name
            ON CONFLICT DO NOTHING
            """)) {
      insert.setArray(1, array(connection, names));
      insert.executeUpdate();
    }
  }

  private static Array array(Connection connection, Collection<String> names) throws SQLException {
    return connection.createArrayOf("text", names.toArray());
  }
}
