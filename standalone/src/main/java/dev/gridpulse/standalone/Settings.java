package dev.gridpulse.standalone;

import dev.gridpulse.aggregator.schema.StorageSettings;
import dev.gridpulse.model.Durations;
import dev.gridpulse.partner.PartnerSettings;
import dev.gridpulse.query.http.Limits;
import dev.gridpulse.query.live.LiveSettings;
import dev.gridpulse.query.store.DatabaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The settings of this process. A name that is none of them stops the start. */
final class Settings {
  private static final String FOREVER = "forever";

  /** Ten years. */
  private static final int MOST_AMENDMENT_DAYS = 3660;

  private static final int LONGEST_MONTH = 31;

  private final Map<Setting, String> values = new EnumMap<>(Setting.class);

  private Settings() {}

  /**
   * Reads the environment.
   *
   * @throws UsageException naming every variable that is unknown
   */
  static Settings of(Map<String, String> environment) {
    Settings settings = new Settings();
    Map<String, Setting> known =
        Arrays.stream(Setting.values())
            .collect(Collectors.toMap(Setting::variable, setting -> setting));
    List<String> problems = new ArrayList<>();
    for (String name : new TreeSet<>(environment.keySet())) {
      Setting setting = known.get(name);
      if (setting != null) {
        settings.values.put(setting, environment.getOrDefault(name, ""));
      } else if (name.startsWith(Setting.PREFIX) && !name.startsWith(Setting.TEST_PREFIX)) {
        problems.add(name + " is no setting");
      }
    }
    if (!problems.isEmpty()) {
      throw new UsageException(
          "%s. The settings are: %s (docs/operations.md)."
              .formatted(
                  String.join(", ", problems),
                  known.keySet().stream().sorted().collect(Collectors.joining(" "))));
    }
    settings.check();
    return settings;
  }

  /** So that a wrong value is told before anything is started. */
  private void check() {
    requireNumber(Setting.AGGREGATOR_THREADS);
    requireNumber(Setting.AGGREGATOR_MAX_READINGS);
    limits();
    storage();
    databasePassword();
    exportTime();
    exportTransactionTimeout();
    requireNumber(Setting.EXPORT_AMENDMENT_DAYS, 0, MOST_AMENDMENT_DAYS);
    var _ = live("");
    jwtSecret();
  }

  /** The value, else the default; an empty text counts as not set. */
  Optional<String> find(Setting setting) {
    String value = values.getOrDefault(setting, "");
    return value.isBlank() ? setting.defaultValue() : Optional.of(value);
  }

  /** The password of the database's user, where one is set. */
  Optional<String> databasePassword() {
    return secret(Setting.DATABASE_PASSWORD, Setting.DATABASE_PASSWORD_FILE);
  }

  /** A secret that is set itself or by the file that holds it. */
  private Optional<String> secret(Setting itself, Setting file) {
    Optional<String> path = find(file);
    if (path.isEmpty()) {
      return find(itself);
    }
    if (find(itself).isPresent()) {
      throw new UsageException(
          "%s and %s are both set.".formatted(itself.variable(), file.variable()));
    }
    try {
      return Optional.of(Files.readString(Path.of(path.get())).strip());
    } catch (IOException | InvalidPathException e) {
      throw new UsageException(
          "%s: %s cannot be read: %s.".formatted(file.variable(), path.get(), e));
    }
  }

  /** How TimescaleDB is to keep what is stored. */
  StorageSettings storage() {
    Setting chunk = Setting.STORAGE_CHUNK;
    try {
      return new StorageSettings(
          Durations.parse(require(chunk)),
          amount(Setting.STORAGE_COMPRESS_AFTER, "never"),
          amount(Setting.STORAGE_KEEP_READINGS, FOREVER),
          amount(Setting.STORAGE_KEEP_5S, FOREVER),
          amount(Setting.STORAGE_KEEP_1M, FOREVER),
          amount(Setting.STORAGE_KEEP_15M, FOREVER));
    } catch (IllegalArgumentException e) {
      throw new UsageException("%s: %s.".formatted(chunk.variable(), e.getMessage()));
    }
  }

  /** An amount of time; null for the word that means none. */
  private @Nullable TemporalAmount amount(Setting setting, String none) {
    String text = require(setting);
    if (text.equals(none)) {
      return null;
    }
    try {
      return Durations.parseAmount(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "%s: %s, or %s.".formatted(setting.variable(), e.getMessage(), none));
    }
  }

  /**
   * The value of a setting that this role cannot do without.
   *
   * @throws UsageException when it is not set
   */
  String require(Setting setting) {
    return find(setting)
        .orElseThrow(
            () ->
                new UsageException(
                    "%s is not set: %s.".formatted(setting.variable(), setting.purpose())));
  }

  /** A whole number, 1 or more. */
  long requireNumber(Setting setting) {
    String text = require(setting);
    try {
      long number = Long.parseLong(text);
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, together with the numbers that are too small
    }
    throw new UsageException(
        "%s: \"%s\" is no whole number of 1 or more.".formatted(setting.variable(), text));
  }

  /** A whole number within these bounds, both included. */
  long requireNumber(Setting setting, long least, long most) {
    String text = require(setting);
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, together with the numbers that are out of bounds
    }
    throw new UsageException(
        "%s: \"%s\" is no whole number of %d to %d."
            .formatted(setting.variable(), text, least, most));
  }

  /** When exports are made, by the clock on the wall. */
  LocalTime exportTime() {
    String text = require(Setting.EXPORT_TIME);
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      throw new UsageException(
          "%s: \"%s\" is no time of the day such as 00:01."
              .formatted(Setting.EXPORT_TIME.variable(), text));
    }
  }

  /** How long an export may take. */
  Duration exportTransactionTimeout() {
    String text = require(Setting.EXPORT_TRANSACTION_TIMEOUT);
    try {
      Duration timeout = Durations.parse(text);
      if (timeout.compareTo(Duration.ofSeconds(1)) >= 0
          && timeout.compareTo(Duration.ofHours(24)) <= 0) {
        return timeout;
      }
    } catch (IllegalArgumentException e) {
      // said below, together with those that are out of bounds
    }
    throw new UsageException(
        "%s: \"%s\" is no duration of 1s to 24h."
            .formatted(Setting.EXPORT_TRANSACTION_TIMEOUT.variable(), text));
  }

  /** How much the API answers at a time, and how often. */
  Limits limits() {
    return new Limits(
        Math.toIntExact(requireNumber(Setting.API_MAX_BUCKETS, 1, Limits.MOST)),
        Limits.DEFAULT.readings(),
        Math.toIntExact(requireNumber(Setting.API_VIEWER_REQUESTS, 1, Limits.MOST)));
  }

  /** The signing key, where one is set. */
  Optional<byte[]> jwtSecret() {
    return secret(Setting.JWT_SECRET, Setting.JWT_SECRET_FILE)
        .map(
            text -> {
              try {
                return Base64.getDecoder().decode(text);
              } catch (IllegalArgumentException e) {
                throw new UsageException(
                    Setting.JWT_SECRET.variable()
                        + " is not Base64; one way to make a key: openssl rand -base64 32");
              }
            });
  }

  /** What the partner's export is started with, over these servers. */
  PartnerSettings partner(String bootstrapServers, DatabaseSettings database) {
    return new PartnerSettings(
        kafka(bootstrapServers),
        database.url(),
        database.user(),
        database.password(),
        exportTime(),
        exportTransactionTimeout(),
        amendmentDays());
  }

  /**
   * For how many days before the exported month changes are still looked for.
   *
   * @throws UsageException when their minutes may be gone by then, or those of the month
   */
  int amendmentDays() {
    long days = requireNumber(Setting.EXPORT_AMENDMENT_DAYS, 0, MOST_AMENDMENT_DAYS);
    long most = storage().daysOfMinutes() - LONGEST_MONTH;
    if (days > most) {
      throw new UsageException(
          "%s: windows of 1 min are there for %d days (%s), and an export needs %d: its month and %d before it."
              .formatted(
                  Setting.EXPORT_AMENDMENT_DAYS.variable(),
                  most + LONGEST_MONTH,
                  Setting.STORAGE_KEEP_1M.variable(),
                  days + LONGEST_MONTH,
                  days));
    }
    return Math.toIntExact(days);
  }

  /**
   * The live feed over that Kafka.
   *
   * @throws UsageException when a limit is out of its range
   */
  LiveSettings live(String bootstrapServers) {
    try {
      return new LiveSettings(
          kafka(bootstrapServers),
          Math.multiplyExact(requireNumber(Setting.LIVE_RECENT_MB), 1L << 20),
          Math.toIntExact(requireNumber(Setting.LIVE_QUEUE)),
          Math.toIntExact(requireNumber(Setting.LIVE_STREAMS_PER_TOKEN)),
          requireNumber(Setting.LIVE_LONGEST_GAP),
          LiveSettings.DEFAULT_HEARTBEAT);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UsageException("A setting of the live feed is out of range: " + e.getMessage());
    }
  }

  /** How to reach Kafka. */
  static Map<String, Object> kafka(String bootstrapServers) {
    return Map.of("bootstrap.servers", bootstrapServers);
  }
}
