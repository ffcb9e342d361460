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
  HTTP_HOST("127.0.0.1", "address to listen on for HTTP"),
  JWT_SECRET(null, "key that signs tokens (HS256), at least 32 bytes, in Base64"),
  AGGREGATOR_THREADS("2", "stream threads of the aggregator"),
  AGGREGATOR_MAX_READINGS(
      "2000000", "readings that a partition's task may hold in open quarter-hours"),
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
