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
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes registry entries to {@code sensor}. An entry replaces all that an earlier one of that name
 * said; a tombstone makes all but the name unknown.
 */
final class RegistryWriter implements BatchWriter {
  @Override
  public Outcome write(Connection connection, List<ConsumerRecord<byte[], byte[]>> records)
      throws SQLException {
    takeTurns(connection);
    List<Reject> rejects = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        write(connection, entry(record));
      } catch (MalformedJson e) {
        rejects.add(reject(record, e.reason()));
      }
    }
    return new Outcome(records.size() - rejects.size(), rejects.size(), rejects);
  }

  /**
   * Entries come in any order, while those who register unknown sensors ({@link SensorIds}) go by
   * name: each could wait for a name that the other has written. So one waits before it has any.
   */
  private static void takeTurns(Connection connection) throws SQLException {
    try (Statement lock = connection.createStatement()) {
      lock.execute("LOCK TABLE sensor IN SHARE ROW EXCLUSIVE MODE");
    }
  }

  @Override
  public Outcome refuse(
      Connection connection, ConsumerRecord<byte[], byte[]> record, String reason) {
    return Outcome.rejected(reject(record, reason));
  }

  @Override
  public void forget() {}

  private static Reject reject(ConsumerRecord<byte[], byte[]> record, String reason) {
    return Reject.of(
        new Reject.InTopic(record.topic(), record.partition(), record.offset()),
        reason,
        record.value());
  }

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
