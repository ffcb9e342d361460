package dev.gridpulse.standalone;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every setting: an environment variable, its default and what it is for (docs/operations.md). */
enum Setting {
  KAFKA_BOOTSTRAP_SERVERS(
      null, "Kafka to use instead of the embedded broker, as host:port,host:port"),
  DATABASE_URL(null, "database to use instead of the embedded one, as a JDBC URL"),
  DATABASE_USER(null, "user of that database"),
  DATABASE_PASSWORD(null, "password of that user"),
  DATABASE_PASSWORD_FILE(null, "file that holds that password, instead of the password itself"),
  HTTP_HOST("127.0.0.1", "address to listen on for HTTP"),
  JWT_SECRET(null, "key that signs tokens (HS256), at least 32 bytes, in Base64"),
  JWT_SECRET_FILE(null, "file that holds that key, instead of the key itself"),
  AGGREGATOR_THREADS("2", "stream threads of the aggregator"),
  AGGREGATOR_MAX_READINGS(
      "2000000", "readings that a partition's task may hold in open quarter-hours"),
  STORAGE_CHUNK("7d", "time that a chunk of readings and of 5 s windows spans (TimescaleDB)"),
  STORAGE_COMPRESS_AFTER(
      "1d", "how long after its end a chunk is compressed, or never (TimescaleDB)"),
  STORAGE_KEEP_READINGS(
      "93d", "how long readings are kept after they were stored, or forever (TimescaleDB)"),
  STORAGE_KEEP_5S("93d", "the same of windows of 5 s; never less than their readings"),
  STORAGE_KEEP_1M("400d", "the same of windows of 1 min"),
  STORAGE_KEEP_15M("4y", "the same of windows of 15 min"),
  EXPORT_TIME(
      "00:01", "local time of the day at which the month up to the midnight before is exported"),
  EXPORT_TRANSACTION_TIMEOUT(
      "15m", "how long one export may take; the broker's transaction.max.timeout.ms allows it"),
  EXPORT_AMENDMENT_DAYS(
      "62", "days before the exported month in which changes are still looked for"),
  API_MAX_BUCKETS("50000", "buckets that one answer of the API may have, 1 to 1000000"),
  API_VIEWER_REQUESTS("20", "requests a second that a viewer may send, on the average"),
  LIVE_RECENT_MB("64", "MiB of recent records kept for clients of the live feed that come back"),
  LIVE_QUEUE("1000", "events that wait for a client of the live feed that is slow"),
  LIVE_STREAMS_PER_TOKEN("20", "live streams open with one token; operators have no limit"),
  LIVE_LONGEST_GAP(
      "1000000", "records of a partition read again for a client that was away for longer"),
  JAVA_OPTS(null, "options for the Java virtual machine, read by the gridpulse script");

  /** What every variable of ours begins with. */
  static final String PREFIX = "GRIDPULSE_";

  /** The tests' own variables, which the program passes over. */
  static final String TEST_PREFIX = "GRIDPULSE_TEST_";

  private final @Nullable String defaultValue;
  private final String purpose;

  Setting(@Nullable String defaultValue, String purpose) {
    this.defaultValue = defaultValue;
    this.purpose = purpose;
  }

  /** The environment variable. */
  String variable() {
    return PREFIX + name();
  }

  Optional<String> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  String purpose() {
    return purpose;
  }
}
