package dev.gridpulse.ingest;

import dev.gridpulse.model.Sensor;
import dev.gridpulse.model.SensorName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the files of a replay tell of sensors. */
final class Registry {
  private final SensorDirectory directory = new SensorDirectory();
  private final Map<String, Sensor> known = new HashMap<>();
  private final List<Sensor> entries = new ArrayList<>();
  private final List<Rejected> rejected = new ArrayList<>();

  /**
   * An entry that was not taken.
   *
   * @param line its line, from 1
   */
  record Rejected(String file, long line, RejectReason reason, String raw) {}

  private record Asset(String name, Sensor.@Nullable Location location) {}

  /**
   * Takes all entries of these files, in whatever order they come.
   *
   * @param known the sensors that were registered before
   */
  static Registry of(List<RegistryFile> files, Collection<Sensor> known) {
    Registry registry = new Registry();
    for (Sensor sensor : known) {
      registry.known.put(sensor.name(), sensor);
      var _ = registry.directory.add(sensor);
    }
    Map<String, Asset> assets = new HashMap<>();
    registry.each(files, RegistryFile.Kind.ASSETS, item -> asset(item, assets));
    registry.each(files, RegistryFile.Kind.MAPPING, registry::mapping);
    registry.each(files, RegistryFile.Kind.SIGNALS, item -> registry.signal(item, assets));
    if (!registry.entries.isEmpty()) {
      registry.directory.complete();
    }
    return registry;
  }

  /** Takes an item in; answers why not, or null. */
  private interface Taking {
    @Nullable RejectReason take(RegistryFile.Item item);
  }

  private void each(List<RegistryFile> files, RegistryFile.Kind kind, Taking taking) {
    for (RegistryFile file : files) {
      if (file.kind() == kind) {
        for (RegistryFile.Item item : file.items()) {
          RejectReason reason = taking.take(item);
          if (reason != null) {
            rejected.add(new Rejected(file.name(), item.line(), reason, item.raw()));
          }
        }
      }
    }
  }

  private static @Nullable RejectReason asset(RegistryFile.Item item, Map<String, Asset> assets) {
    String id = item.field("AssetID");
    if (id.isEmpty()) {
      return RejectReason.BAD_ENTRY;
    }
    String name = item.field("descri");
    try {
      assets.put(id, new Asset(name.isEmpty() ? id : name, location(item)));
      return null;
    } catch (IllegalArgumentException _) {
      return RejectReason.BAD_ENTRY;
    }
  }

  private static Sensor.@Nullable Location location(RegistryFile.Item item) {
    String latitude = item.field("Latitude");
    String longitude = item.field("Longitude");
    return latitude.isEmpty() && longitude.isEmpty()
        ? null
        : new Sensor.Location(Double.parseDouble(latitude), Double.parseDouble(longitude));
  }

  private @Nullable RejectReason mapping(RegistryFile.Item item) {
    UUID uuid = SensorDirectory.uuid(item.field("uuid"));
    if (uuid == null) {
      return RejectReason.BAD_UUID;
    }
    String name = item.field("name");
    return SensorName.problem(name).isPresent()
        ? RejectReason.BAD_SENSOR_NAME
        : add(new Sensor(name, uuid, null, null, null, null, null, null, null, null, null));
  }

  private @Nullable RejectReason signal(RegistryFile.Item item, Map<String, Asset> assets) {
    String gid = item.field("SignalGId");
    UUID uuid = SensorDirectory.uuid(gid);
    if (uuid == null && !gid.isEmpty()) {
      return RejectReason.BAD_UUID;
    }
    String name = item.field("SignalName");
    if (SensorName.problem(name).isPresent()) {
      return RejectReason.BAD_SENSOR_NAME;
    }
    String assetId = item.field("AssetId");
    Asset asset = assets.get(assetId);
    String unit = item.field("Unit");
    return add(
        new Sensor(
            name,
            uuid,
            unit.isEmpty() ? null : unit,
            Units.kind(unit),
            null,
            null,
            asset == null ? orNull(assetId) : asset.name,
            orNull(item.field("SignalId")),
            asset == null ? null : asset.location,
            null,
            null));
  }

  /** Whether it was registered before just so. */
  boolean isKnown(Sensor entry) {
    return entry.equals(known.get(entry.name()));
  }

  private @Nullable RejectReason add(Sensor entry) {
    if (!directory.add(entry)) {
      return RejectReason.UUID_TAKEN;
    }
    entries.add(completed(entry));
    return null;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  SensorDirectory directory() {
    return directory;
  }

  /** The sensors that were taken, for the registry. */
  List<Sensor> entries() {
    return List.copyOf(entries);
  }

  /** The entry with what was known of the sensor before: an entry takes the place of another. */
  Sensor completed(Sensor entry) {
    Sensor before = known.getOrDefault(entry.name(), entry);
    return new Sensor(
        entry.name(),
        entry.uuid() == null ? before.uuid() : entry.uuid(),
        entry.unit() == null ? before.unit() : entry.unit(),
        entry.kind() == null ? before.kind() : entry.kind(),
        entry.interval() == null ? before.interval() : entry.interval(),
        entry.timeZone() == null ? before.timeZone() : entry.timeZone(),
        entry.asset() == null ? before.asset() : entry.asset(),
        entry.signalId() == null ? before.signalId() : entry.signalId(),
        entry.location() == null ? before.location() : entry.location(),
        entry.owner() == null ? before.owner() : entry.owner(),
        entry.partnerConsent() == null ? before.partnerConsent() : entry.partnerConsent());
  }

  /** What the files map, on which it depends what a file of readings is read as. */
  String fingerprint() {
    return entries.stream()
        .map(entry -> entry.name() + "\n" + entry.uuid() + "\n" + entry.signalId())
        .collect(Collectors.joining("\n"));
  }

  List<Rejected> rejected() {
    return List.copyOf(rejected);
  }
}
