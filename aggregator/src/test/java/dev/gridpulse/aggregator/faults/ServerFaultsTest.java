package dev.gridpulse.aggregator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.testing.BreakableDatabase;
import dev.gridpulse.testing.Ledger;
import dev.gridpulse.testing.Seeds;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One aggregator under load that has to live with a database and a broker that come and go. */
@ResourceLock(Servers.LOCK)
class ServerFaultsTest {
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(7);

  /** Its transactions time out while a broker is away. */
  private static final Launch IMPATIENT =
      Launch.plain()
          .withKafka("max.poll.interval.ms", POLL_INTERVAL.toMillis())
          .withKafka("producer.transaction.timeout.ms", 3_000);

  private static final String NOT_STORED = "could not be stored, trying again";
  private static final String POLL_EXPIRED = "poll timeout has expired";
  private static final String GONE_BACK = "The database has gone back";

  @TempDir private static Path folder;

  private static Instance instance;

  private final Servers servers = Servers.running();

  @BeforeAll
  static void createAggregator() {
    instance = new Instance(Servers.running(), "servers", folder.resolve("instance"));
  }

  @BeforeEach
  void startAggregator() {
    if (!instance.isAlive()) {
      instance.start(IMPATIENT);
      instance.awaitReady();
    }
  }

  @AfterEach
  void aggregatorLives() {
    assertThat(instance.isAlive()).as("the aggregator's process").isTrue();
  }

  @AfterAll
  static void stopAggregator() {
    instance.close();
  }

  @Test
  void waitsForADatabaseThatIsAwayForLongerThanThePollInterval() throws Exception {
    try (Scenario scenario = new Scenario(servers, "away", 6, Map.of());
        Load load = scenario.orderlyLoad(Seeds.random("away"))) {
      awaitStored(scenario, 100);
      long warnings = instance.count("trying again");
      long expired = instance.count(POLL_EXPIRED);

      servers.database().stop();
      assertThatExceptionOfType(SQLException.class).isThrownBy(servers.database()::connect);
      Duration away = POLL_INTERVAL.plusSeconds(2);
      await().during(away).atMost(away.plusSeconds(5)).until(instance::isAlive);
      servers.database().startAgain();

      load.awaitMore(50);
      load.stop();
      scenario.assertAllStoredOnce();
      assertThat(instance.count("trying again")).isGreaterThan(warnings);
      assertThat(instance.count(POLL_EXPIRED)).isEqualTo(expired);
    }
  }

  @Test
  void writesABatchAgainWhoseSessionWasEnded() throws Exception {
    try (Scenario scenario = new Scenario(servers, "ended", 6, Map.of());
        Load load = scenario.orderlyLoad(Seeds.random("ended"))) {
      awaitStored(scenario, 100);
      long warnings = instance.count(NOT_STORED);

      for (int ended = 0; ended < 5; ended++) {
        await("a session to end")
            .pollInterval(Duration.ofMillis(1))
            .atMost(Scenario.PATIENCE)
            .until(() -> servers.database().terminateWriters("gridpulse-sink") > 0);
      }

      load.awaitMore(50);
      load.stop();
      scenario.assertAllStoredOnce();
      assertThat(instance.count(NOT_STORED)).isGreaterThan(warnings);
    }
  }

  @Test
  void storesAgainWhatACrashOfTheDatabaseHasLost() throws Exception {
    try (Scenario scenario = new Scenario(servers, "crashed", 6, Map.of());
        Load load = scenario.orderlyLoad(Seeds.random("crashed"))) {
      awaitStored(scenario, 5_000);

      long noticed = instance.count(GONE_BACK);
      servers.database().crash();
      load.stop();
      servers.database().startAgain();

      scenario.assertAllStoredOnce();
      assertThat(instance.count(GONE_BACK)).isGreaterThan(noticed);
    }
  }

  @Test
  void noticesWhatACrashHasLostThoughNothingMoreIsSent() throws Exception {
    try (Scenario scenario = new Scenario(servers, "quiet", 6, Map.of());
        Load load = scenario.orderlyLoad(Seeds.random("quiet"))) {
      load.awaitMore(20);
      load.stop();
      long sent = Ledger.readings(scenario.ledger().written());
      await("readings").atMost(Scenario.PATIENCE).until(() -> scenario.storedRows() == sent);

      long noticed = instance.count(GONE_BACK);
      servers.database().crash();
      servers.database().startAgain();

      scenario.assertAllStoredOnce();
      assertThat(instance.count(GONE_BACK)).isGreaterThan(noticed);
    }
  }

  @Test
  void keepsItsTablesThoughTheDatabaseCrashesRightAfterTheFirstStart() throws Exception {
    try (BreakableDatabase fresh = BreakableDatabase.start();
        Instance first =
            new Instance(new Servers(servers.kafka(), fresh), "first", folder.resolve("first"))) {
      first.start(IMPATIENT);
      first.awaitOutput(" CREATED to REBALANCING");

      fresh.crash();
      fresh.startAgain();

      try (Connection connection = fresh.connect();
          Statement statement = connection.createStatement()) {
        assertThat(statement.execute("SELECT FROM reading_log, aggregate_15m, generation"))
            .isTrue();
      }
    }
  }

  @Test
  void goesOnAfterTheBrokerWasStopped() throws Exception {
    try (Scenario scenario = new Scenario(servers, "broker_stopped", 6, Map.of());
        Load load = scenario.orderlyLoad(Seeds.random("broker_stopped"))) {
      awaitStored(scenario, 100);

      servers.kafka().stop();
      assertThat(servers.kafka().isAlive()).isFalse();
      servers.kafka().startAgain();

      load.awaitMore(50);
      load.stop();
      scenario.assertAllStoredOnce();
    }
  }

  @Test
  void goesOnAfterTheBrokerWasKilled() throws Exception {
    try (Scenario scenario = new Scenario(servers, "broker_killed", 6, Map.of());
        Load load = scenario.orderlyLoad(Seeds.random("broker_killed"))) {
      awaitStored(scenario, 100);

      servers.kafka().kill9();
      assertThat(servers.kafka().isAlive()).isFalse();
      servers.kafka().startAgain();

      load.awaitMore(50);
      load.stop();
      scenario.assertAllStoredOnce();
    }
  }

  private static void awaitStored(Scenario scenario, long rows) {
    await("first readings").atMost(Scenario.PATIENCE).until(() -> scenario.storedRows() > rows);
  }
}
