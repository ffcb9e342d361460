package dev.gridpulse.standalone;

import dev.gridpulse.partner.export.ExportJob;
import dev.gridpulse.partner.export.ExportListener;
import dev.gridpulse.simulator.PartnerSimulator;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partner of the demo: a simulator that answers exports, and the first export, which is made as
 * soon as the homes have their history. All others are made at night.
 */
final class DemoPartner implements AutoCloseable {
  static final String SUMMARY =
      """

      A partner is played too: the last month goes to it as soon as the history is there, and every
      night. What it says the homes use electricity for:
        /api/v1/sensors/home_00001/usage?month=%s""";

  private static final Logger LOG = LoggerFactory.getLogger(DemoPartner.class);
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** Whether a first export is to be made: there is none, and every home is alive. */
  private static final String READY =
      """
      SELECT NOT EXISTS (SELECT FROM partner_export),
             count(*) > 0 AND bool_and(coalesce(
               (SELECT max(start) FROM aggregate_1m WHERE sensor_id = s.id)
                 > now() - interval '3 min' - 2 * sampling_interval, false))
      FROM sensor s WHERE partner_consent
      """;

  private final RuntimeFile runtime;
  private final ExportJob job;
  private final PartnerSimulator simulator;
  private final Thread thread;

  private DemoPartner(RuntimeFile runtime, ExportJob job, PartnerSimulator simulator) {
    this.runtime = runtime;
    this.job = job;
    this.simulator = simulator;
    this.thread = Thread.ofPlatform().name("gridpulse-demo-export").daemon().unstarted(this::run);
  }

  /** Starts the simulator, and waits for the history in the background. */
  static DemoPartner start(RuntimeFile runtime, Settings settings) {
    ExportJob job =
        new ExportJob(
            settings.partner(runtime.kafkaBootstrapServers(), runtime.database()),
            Clock.systemUTC(),
            ExportListener.NONE);
    DemoPartner partner =
        new DemoPartner(
            runtime,
            job,
            PartnerSimulator.start(
                Settings.kafka(runtime.kafkaBootstrapServers()), DemoSensors.SEED));
    partner.thread.start();
    return partner;
  }

  private void run() {
    try {
      while (awaitsHistory()) {
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      // Stopping.
    } catch (SQLException | RuntimeException e) {
      LOG.error("The demo's first export was not made: {}", e.getMessage());
    }
  }

  /** Makes the first export when it is time to. */
  private boolean awaitsHistory() throws SQLException, InterruptedException {
    boolean none;
    boolean alive;
    try (Connection connection =
            DriverManager.getConnection(
                runtime.databaseUrl(), runtime.databaseUser(), runtime.databasePassword());
        Statement select = connection.createStatement();
        ResultSet row = select.executeQuery(READY)) {
      row.next();
      none = row.getBoolean(1);
      alive = row.getBoolean(2);
    }
    if (none && alive) {
      var _ = job.run(LocalDate.now(DemoSensors.ZONE));
    }
    return none && !alive;
  }

  @Override
  public void close() {
    thread.interrupt();
    simulator.close();
  }
}
