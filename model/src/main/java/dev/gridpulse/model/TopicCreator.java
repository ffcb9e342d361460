package dev.gridpulse.model;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing; those that exist are left as they are. */
public final class TopicCreator {
  private TopicCreator() {}

  /**
   * Safe to call from every role at once.
   *
   * @throws KafkaException when the broker refuses or does not answer
   */
  public static void createMissing(Admin admin, Collection<Topic> topics) {
    List<NewTopic> wanted = topics.stream().map(TopicCreator::newTopic).toList();
    for (Map.Entry<String, KafkaFuture<Void>> created :
        admin.createTopics(wanted).values().entrySet()) {
      try {
        created.getValue().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw new KafkaException(
              "topic " + created.getKey() + " could not be created", e.getCause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaException("interrupted while creating topics", e);
      }
    }
  }

  private static NewTopic newTopic(Topic topic) {
    // The replication factor is the broker's own default: 1 on a laptop, 3 on a cluster.
    return new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
        .configs(topic.settings());
  }
}
