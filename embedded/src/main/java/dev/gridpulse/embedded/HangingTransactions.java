package dev.gridpulse.embedded;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that no coordinator knows any more. A broker that was killed believes for a
 * moment after its start that it still leads its partitions; transactions that the coordinator ends
 * just then are ended without a word to the partitions (KAFKA-20734, in 4.3.1), and readers of
 * committed records would wait there for ever.
 */
final class HangingTransactions {
  private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
  private static final String COORDINATORS = "__transaction_state";

  private final Admin admin;

  HangingTransactions(Admin admin) {
    this.admin = admin;
  }

  /** Aborts them. Those that a coordinator knows are left to it. */
  void abort() throws ExecutionException, InterruptedException {
    Map<TopicPartition, Set<ProducerState>> before = open();
    awaitCoordinators();
    Map<Long, Set<TopicPartition>> known = known();
    // Open all the time, and unknown in between: a partition is known to the coordinator before
    // anything is written to it.
    for (var after : open().entrySet()) {
      TopicPartition partition = after.getKey();
      Set<ProducerState> hanging = new HashSet<>(after.getValue());
      hanging.retainAll(before.getOrDefault(partition, Set.of()));
      hanging.removeIf(
          producer -> known.getOrDefault(producer.producerId(), Set.of()).contains(partition));
      for (ProducerState producer : hanging) {
        abort(partition, producer);
      }
    }
  }

  /** Returns when each coordinator has read its log and so knows its transactions. */
  private void awaitCoordinators() throws ExecutionException, InterruptedException {
    Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    if (!topics.contains(COORDINATORS)) {
      return;
    }
    int partitions =
        admin.describeTopics(Set.of(COORDINATORS)).allTopicNames().get().values().stream()
            .mapToInt(topic -> topic.partitions().size())
            .sum();
    DescribeTransactionsResult answers = admin.describeTransactions(probes(partitions));
    for (String probe : probes(partitions)) {
      try {
        var _ = answers.description(probe).get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TransactionalIdNotFoundException)) {
          throw e;
        }
      }
    }
  }

  /** A transactional id for each coordinator, by the hash that Kafka chooses them with. */
  private static Collection<String> probes(int partitions) {
    Map<Integer, String> probes = new HashMap<>();
    for (int i = 0; probes.size() < partitions; i++) {
      String id = "gridpulse-probe-" + i;
      probes.putIfAbsent(Utils.abs(id.hashCode()) % partitions, id);
    }
    return probes.values();
  }

  /** The producers with an open transaction in each partition. */
  private Map<TopicPartition, Set<ProducerState>> open()
      throws ExecutionException, InterruptedException {
    // The offsets of groups too: who asks for them waits for the end of what is open there.
    Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    Set<TopicPartition> partitions = new HashSet<>();
    for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
      topic
          .partitions()
          .forEach(info -> partitions.add(new TopicPartition(topic.name(), info.partition())));
    }
    return admin.describeProducers(partitions).all().get().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    entry.getValue().activeProducers().stream()
                        .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                        .collect(Collectors.toSet())));
  }

  /** The partitions of the transactions that are under way, by the id of their producer. */
  private Map<Long, Set<TopicPartition>> known() throws ExecutionException, InterruptedException {
    Set<String> ids =
        admin.listTransactions().all().get().stream()
            .map(TransactionListing::transactionalId)
            .collect(Collectors.toSet());
    return admin.describeTransactions(ids).all().get().values().stream()
        .collect(
            Collectors.toMap(
                TransactionDescription::producerId, TransactionDescription::topicPartitions));
  }

  private void abort(TopicPartition partition, ProducerState producer)
      throws ExecutionException, InterruptedException {
    LOG.info(
        "A transaction of {} that was left open at offset {} is aborted",
        partition,
        producer.currentTransactionStartOffset().orElse(-1));
    admin
        .abortTransaction(
            new AbortTransactionSpec(
                partition,
                producer.producerId(),
                (short) producer.producerEpoch(),
                producer.coordinatorEpoch().orElse(0)))
        .all()
        .get();
  }
}
