package dev.gridpulse.aggregator.faults;

import dev.gridpulse.testing.BreakableDatabase;
import dev.gridpulse.testing.BreakableKafka;

/**
 * The broker and the database of the fault tests: one of each for all classes, as their start takes
 * seconds. Each test sends readings of sensors of its own.
 */
record Servers(BreakableKafka kafka, BreakableDatabase database) {
  /** The lock of a class that breaks them: no other may use them meanwhile. */
  static final String LOCK = "the servers of the fault tests";

  /**
   * The servers of this JVM, started at the first call, and started again where a test left off.
   */
  static Servers running() {
    Servers servers = Shared.SERVERS;
    if (!servers.kafka.isAlive()) {
      servers.kafka.startAgain();
    }
    if (!servers.database.isRunning()) {
      servers.database.startAgain();
    }
    return servers;
  }

  private void stop() {
    kafka.close();
    database.close();
  }

  private static final class Shared {
    static final Servers SERVERS = new Servers(BreakableKafka.start(), BreakableDatabase.start());

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVERS::stop, "stop-fault-test-servers"));
    }
  }
}
