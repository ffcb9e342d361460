package dev.gridpulse.standalone;

import dev.gridpulse.generator.FaultLedger;
import dev.gridpulse.generator.Fleet;
import dev.gridpulse.generator.Generator;
import dev.gridpulse.generator.GeneratorOptions;
import dev.gridpulse.generator.Shape;
import dev.gridpulse.model.ReadingPublisher;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the demo shows: five homes, their meters and the grid. Power every 30 s for three months,
 * meters every hour for so long that each month and year has one before it, the frequency every
 * second for a day: 1.5 million readings. Each sensor has one interval, so that its coverage is
 * whole; the meters' is long, as every quarter-hour with a reading costs the aggregator the same.
 */
final class DemoSensors implements AutoCloseable {
  static final String SUMMARY =
      """
      Five homes (home_00001 to home_00005, W), their meters (home_00001_energy and so on, kWh)
      and the frequency of the grid (grid_00001, Hz) get their history now, within a minute:
      three months of power, 26 months of the meters, a day of the frequency. Then they are live.""";

  private static final Logger LOG = LoggerFactory.getLogger(DemoSensors.class);

  /** Of what is made up; the partner knows it too. */
  static final long SEED = 1;

  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  private static final List<GeneratorOptions> GROUPS =
      List.of(
          group(Shape.GRID_FREQUENCY, false, "grid_", Duration.ofSeconds(1), Period.ofDays(1)),
          group(Shape.HOUSEHOLD, false, "home_", Duration.ofSeconds(30), Period.ofMonths(3)),
          group(Shape.HOUSEHOLD, true, "home_", Duration.ofHours(1), Period.ofMonths(26)));

  private final ReadingPublisher publisher;
  private final List<Generator> generators;

  private DemoSensors(ReadingPublisher publisher, List<Generator> generators) {
    this.publisher = publisher;
    this.generators = generators;
  }

  /**
   * Starts to generate, each group in a thread of its own. A demo that is started again goes on
   * where the stored readings end; what was sent and not stored yet is sent again.
   */
  static DemoSensors start(RuntimeFile runtime) {
    ReadingPublisher publisher =
        ReadingPublisher.connect(Settings.kafka(runtime.kafkaBootstrapServers()), "gridpulse-demo");
    List<Generator> generators =
        GROUPS.stream()
            .map(group -> withoutStored(group, runtime))
            .map(group -> new Generator(group, publisher, FaultLedger.none(), Clock.systemUTC()))
            .toList();
    for (Generator generator : generators) {
      Thread.ofPlatform().name("gridpulse-demo").daemon().start(() -> generate(generator));
    }
    return new DemoSensors(publisher, generators);
  }

  private static GeneratorOptions group(
      Shape shape, boolean counters, String prefix, Duration interval, TemporalAmount history) {
    return GeneratorOptions.of(
        new Fleet(shape, shape.usualSensors(), 1, counters, interval, SEED, prefix, ZONE), history);
  }

  private static GeneratorOptions withoutStored(GeneratorOptions group, RuntimeFile runtime) {
    try (Connection connection =
        DriverManager.getConnection(
            runtime.databaseUrl(), runtime.databaseUser(), runtime.databasePassword())) {
      return StoredReadings.lastOf(group.fleet(), connection).map(group::resumedAt).orElse(group);
    } catch (SQLException e) {
      throw new FailedException("The stored readings cannot be read: " + e.getMessage(), e);
    }
  }

  private static void generate(Generator generator) {
    try {
      var _ = generator.run();
    } catch (RuntimeException e) {
      LOG.error("Sensors of the demo have stopped: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    generators.forEach(Generator::close);
    publisher.close();
  }
}
