package dev.gridpulse.aggregator.faults;

import dev.gridpulse.model.Topic;
import dev.gridpulse.testing.BreakableDatabase;
import dev.gridpulse.testing.BreakableKafka;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

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

  /** Where the partitions of a topic end now. */
  Map<TopicPartition, Long> ends(Topic topic, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> wanted =
        IntStream.range(0, topic.partitions())
            .mapToObj(partition -> new TopicPartition(topic.name(), partition))
            .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest()));
    try (Admin admin = kafka.admin()) {
      return admin
          .listOffsets(wanted, new ListOffsetsOptions(isolation))
          .all()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
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
