package dev.gridpulse.ingest;

import dev.gridpulse.model.Sensor;
import dev.gridpulse.model.SensorName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds the sensor that a text stands for: its uuid, its id in the system it comes from, or its
 * name. Where a registry was given, what it does not know is unknown; else any possible name is
 * one, but no uuid: it would be a sensor beside the one it stands for.
 */
final class SensorDirectory {
  private final Map<UUID, String> byUuid = new HashMap<>();
  private final Map<String, String> bySignalId = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private boolean complete;

  /** What a text stands for. */
  sealed interface Found {}

  /**
   * A sensor.
   *
   * @param sensor its name
   */
  record Known(String sensor) implements Found {}

  /**
   * Nothing.
   *
   * @param reason why
   */
  record Unknown(RejectReason reason) implements Found {}

  /** Takes an entry; false when its uuid stands for another sensor already. */
  boolean add(Sensor entry) {
    UUID uuid = entry.uuid();
    if (uuid != null) {
      String other = byUuid.putIfAbsent(uuid, entry.name());
      if (other != null && !other.equals(entry.name())) {
        return false;
      }
    }
    String signalId = entry.signalId();
    if (signalId != null) {
      bySignalId.put(signalId, entry.name());
    }
    names.add(entry.name());
    return true;
  }

  /** A registry was given: what this does not know is no sensor. */
  void complete() {
    complete = true;
  }

  Found find(String text) {
    String word = text.strip();
    if (word.isEmpty()) {
      return new Unknown(RejectReason.NO_SENSOR);
    }
    UUID uuid = uuid(word);
    String sensor = uuid == null ? null : byUuid.get(uuid);
    if (sensor == null) {
      sensor = bySignalId.get(word);
    }
    if (sensor != null) {
      return new Known(sensor);
    }
    if ((complete || uuid != null) && !names.contains(word)) {
      return new Unknown(RejectReason.UNKNOWN_SENSOR);
    }
    if (word.indexOf('\ufffd') >= 0) {
      return new Unknown(RejectReason.BAD_CHARACTERS); // several would become one
    }
    return SensorName.problem(word).isEmpty()
        ? new Known(word)
        : new Unknown(RejectReason.BAD_SENSOR_NAME);
  }

  /** The uuid that is written so, in its usual form of 36 characters; null when it is none. */
  static @Nullable UUID uuid(String text) {
    if (text.length() != 36) {
      return null;
    }
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
