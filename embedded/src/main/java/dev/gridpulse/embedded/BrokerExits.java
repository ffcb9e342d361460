package dev.gridpulse.embedded;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker that meets a fatal fault ends its process. Inside another program it may not: the thread
 * that wants to exit is stopped by an error instead, and the program is told. Kafka holds its exit
 * procedures in static fields, so one broker's fault is every broker's.
 */
final class BrokerExits {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerExits.class);
  private static final Set<EmbeddedKafka> BROKERS = ConcurrentHashMap.newKeySet();

  static {
    Exit.setExitProcedure(BrokerExits::refuse);
    Exit.setHaltProcedure(BrokerExits::refuse);
  }

  private BrokerExits() {}

  static void register(EmbeddedKafka broker) {
    BROKERS.add(broker);
  }

  static void forget(EmbeddedKafka broker) {
    BROKERS.remove(broker);
  }

  private static void refuse(int status, @Nullable String message) {
    String reason =
        message == null ? "a fatal fault (status " + status + "), see the log" : message;
    LOG.error("The Kafka broker stopped working: {}", reason);
    BROKERS.forEach(broker -> broker.fail(reason));
    throw new BrokerExit(reason);
  }

  /** Ends the thread that wanted to end the process. An Error, as Kafka may catch exceptions. */
  private static final class BrokerExit extends Error {
    BrokerExit(String message) {
      super(message);
    }
  }
}
