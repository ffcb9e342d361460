package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.MalformedJson;
import dev.gridpulse.model.Reject;
import dev.gridpulse.model.Sensor;
import dev.gridpulse.model.SensorCodec;
import dev.gridpulse.model.SensorName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Types;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes registry entries to {@code sensor}. An entry replaces all that an earlier one of that name
 * said; a tombstone makes all but the name unknown.
 */
final class RegistryWriter implements BatchWriter {
  private static final String DATA_EXCEPTION = "22";
  private static final String CONSTRAINT_VIOLATION = "23";

  private final Consumer<Reject> rejects;

  /**
   * @param rejects takes what is refused, with the reason
   */
  RegistryWriter(Consumer<Reject> rejects) {
    this.rejects = rejects;
  }

  @Override
  public void write(Connection connection, List<ConsumerRecord<byte[], byte[]>> records)
      throws SQLException {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        writeOrRefuse(connection, entry(record));
      } catch (MalformedJson e) {
        var origin = new Reject.InTopic(record.topic(), record.partition(), record.offset());
        rejects.accept(Reject.of(origin, e.reason(), record.value()));
      }
    }
  }

  @Override
  public void rolledBack() {}

  private static Sensor entry(ConsumerRecord<byte[], byte[]> record) throws MalformedJson {
    if (record.value() != null) {
      return SensorCodec.decode(record.value());
    }
    String name = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    String problem = SensorName.problem(name).orElse(null);
    if (problem != null) {
      throw new MalformedJson(problem);
    }
    return Sensor.named(name);
  }

  /** What the database itself refuses is rejected too; the entries beside it are not lost. */
  private static void writeOrRefuse(Connection connection, Sensor sensor)
      throws SQLException, MalformedJson {
    Savepoint before = connection.setSavepoint();
    try {
      write(connection, sensor);
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (!state.startsWith(DATA_EXCEPTION) && !state.startsWith(CONSTRAINT_VIOLATION)) {
        throw e;
      }
      connection.rollback(before);
      throw new MalformedJson("the database refuses it: " + e.getMessage());
    }
  }

  private static void write(Connection connection, Sensor sensor)
      throws SQLException, MalformedJson {
    String other = otherWithUuid(connection, sensor);
    if (other != null) {
      throw new MalformedJson(
          "\"uuid\" %s belongs to sensor \"%s\" and cannot be given another name"
              .formatted(sensor.uuid(), other));
    }
    upsert(connection, sensor);
  }

  private static @Nullable String otherWithUuid(Connection connection, Sensor sensor)
      throws SQLException {
    if (sensor.uuid() == null) {
      return null;
    }
    try (PreparedStatement select =
        connection.prepareStatement("SELECT name FROM sensor WHERE uuid = ? AND name <> ?")) {
      select.setObject(1, sensor.uuid());
      select.setString(2, sensor.name());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  private static void upsert(Connection connection, Sensor sensor) throws SQLException {
    String sql =
        """
        INSERT INTO sensor (name, uuid, unit, kind, sampling_interval, time_zone, asset, signal_id,
                            latitude, longitude, owner, partner_consent)
        VALUES (?, ?, ?, ?, ? * interval '1 ms', ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE
        SET uuid = excluded.uuid, unit = excluded.unit, kind = excluded.kind,
            sampling_interval = excluded.sampling_interval, time_zone = excluded.time_zone,
            asset = excluded.asset, signal_id = excluded.signal_id, latitude = excluded.latitude,
            longitude = excluded.longitude, owner = excluded.owner,
            partner_consent = excluded.partner_consent
        """;
    Sensor.Kind kind = sensor.kind() == null ? Sensor.Kind.GAUGE : sensor.kind();
    Sensor.Location location = sensor.location();
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, sensor.name());
      insert.setObject(2, sensor.uuid());
      insert.setString(3, sensor.unit());
      insert.setString(4, kind.label());
      insert.setObject(
          5, sensor.interval() == null ? null : sensor.interval().toMillis(), Types.BIGINT);
      insert.setString(6, sensor.timeZone() == null ? null : sensor.timeZone().getId());
      insert.setString(7, sensor.asset());
      insert.setString(8, sensor.signalId());
      insert.setObject(9, location == null ? null : location.latitude(), Types.DOUBLE);
      insert.setObject(10, location == null ? null : location.longitude(), Types.DOUBLE);
      insert.setString(11, sensor.owner());
      insert.setBoolean(12, Boolean.TRUE.equals(sensor.partnerConsent()));
      insert.executeUpdate();
    }
  }
}
