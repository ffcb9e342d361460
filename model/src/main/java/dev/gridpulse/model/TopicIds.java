package dev.gridpulse.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the broker which topics stand under the names that we read. */
public final class TopicIds {
  private final Admin admin;
  private final List<String> topics;

  public TopicIds(Admin admin, Collection<String> topics) {
    this.admin = admin;
    this.topics = List.copyOf(topics);
  }

  /**
   * The id of each topic that is there: one made anew under the same name has another.
   *
   * @throws KafkaException when the broker does not answer
   */
  public Map<String, UUID> current() {
    Map<String, UUID> ids = new HashMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        admin.describeTopics(topics).topicNameValues().entrySet()) {
      try {
        ids.put(topic.getKey(), uuid(topic.getValue().get().topicId()));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw new KafkaException(
              "topic " + topic.getKey() + " cannot be described", e.getCause());
        }
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    return ids;
  }

  /**
   * The id of one topic.
   *
   * @throws KafkaException when it is not there, or the broker does not answer
   */
  public static UUID of(Admin admin, String topic) {
    UUID id = new TopicIds(admin, List.of(topic)).current().get(topic);
    if (id == null) {
      throw new KafkaException("there is no topic " + topic);
    }
    return id;
  }

  private static UUID uuid(org.apache.kafka.common.Uuid id) {
    return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }
}
