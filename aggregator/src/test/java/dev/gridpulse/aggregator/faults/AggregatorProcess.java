package dev.gridpulse.aggregator.faults;

import static org.awaitility.Awaitility.await;

import dev.gridpulse.aggregator.Aggregator;
import dev.gridpulse.aggregator.AggregatorSettings;
import dev.gridpulse.testing.ChildJvm;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The main class of an aggregator that is to be killed. Says "ready" when it computes; ends with
 * status 1 when the aggregator says that it has failed, as the program does.
 *
 * <p>Arguments are {@code name=value}: {@code database}, {@code user}, {@code password}, {@code
 * folder}, {@code threads}, {@code maxReadings}, {@code fault} (a {@link FaultPoint}), and {@code
 * kafka.…} for Kafka's client settings.
 */
final class AggregatorProcess {
  private static final String KAFKA = "kafka.";

  /** The audit would mend what a test is to find. */
  private static final Duration NO_AUDIT = Duration.ofDays(1);

  private AggregatorProcess() {}

  public static void main(String[] arguments) throws SQLException {
    ChildJvm.endWithParent();
    Map<String, String> options =
        Arrays.stream(arguments)
            .map(argument -> argument.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    String fault = options.get("fault");
    if (fault != null) {
      FaultyDriver.install(required(options, "database"), FaultPoint.parse(fault));
    }
    Aggregator aggregator = Aggregator.start(settings(options), new SimpleMeterRegistry());
    AtomicBoolean stopping = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopping.set(true);
                  aggregator.close();
                },
                "stop-aggregator"));
    await().forever().until(aggregator::isRunning);
    IO.println("ready");
    await().forever().until(() -> !stopping.get() && aggregator.failure().isPresent());
    IO.println("failed: " + aggregator.failure());
    Runtime.getRuntime().halt(1);
  }

  private static AggregatorSettings settings(Map<String, String> options) {
    Map<String, Object> kafka = new HashMap<>();
    options.forEach(
        (name, value) -> {
          if (name.startsWith(KAFKA)) {
            kafka.put(name.substring(KAFKA.length()), value);
          }
        });
    return new AggregatorSettings(
        kafka,
        required(options, "database"),
        required(options, "user"),
        required(options, "password"),
        Path.of(required(options, "folder")),
        Integer.parseInt(required(options, "threads")),
        Long.parseLong(required(options, "maxReadings")),
        NO_AUDIT);
  }

  private static String required(Map<String, String> options, String name) {
    String value = options.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
