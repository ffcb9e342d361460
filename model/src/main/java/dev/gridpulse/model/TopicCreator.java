package dev.gridpulse.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates the topics that are missing. Those that exist keep their settings, but what decides about
 * the loss of records must be as declared.
 */
public final class TopicCreator {
  /** Unlike a retention, which is the operator's to choose. */
  private static final List<String> MUST_AGREE = List.of("message.timestamp.type");

  private TopicCreator() {}

  /**
   * Safe to call from every role at once.
   *
   * @throws KafkaException when the broker refuses or does not answer, or when a topic exists whose
   *     settings would lose records
   */
  public static void createMissing(Admin admin, Collection<Topic> topics) {
    // Who may not create any need not, when they are there.
    Set<String> there = names(admin);
    List<NewTopic> wanted =
        topics.stream()
            .filter(topic -> !there.contains(topic.name()))
            .map(TopicCreator::newTopic)
            .toList();
    Map<String, KafkaFuture<Void>> created = admin.createTopics(wanted).values();
    List<Topic> existing = new ArrayList<>();
    for (Topic topic : topics) {
      KafkaFuture<Void> creation = created.get(topic.name());
      if (creation == null || !isCreated(topic, creation)) {
        existing.add(topic);
      }
    }
    check(admin, existing);
  }

  private static Set<String> names(Admin admin) {
    try {
      return admin.listTopics().names().get();
    } catch (ExecutionException e) {
      throw new KafkaException("the topics cannot be listed", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** False when it was there already. */
  private static boolean isCreated(Topic topic, KafkaFuture<Void> created) {
    try {
      created.get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw new KafkaException("topic " + topic.name() + " could not be created", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void check(Admin admin, Collection<Topic> existing) {
    Map<ConfigResource, Topic> topics = new HashMap<>();
    for (Topic topic : existing) {
      if (MUST_AGREE.stream().anyMatch(topic.settings()::containsKey)) {
        topics.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), topic);
      }
    }
    try {
      admin
          .describeConfigs(topics.keySet())
          .all()
          .get()
          .forEach(
              (resource, config) -> check(Objects.requireNonNull(topics.get(resource)), config));
    } catch (ExecutionException e) {
      throw new KafkaException("the topics' settings cannot be read", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void check(Topic topic, Config config) {
    for (String name : MUST_AGREE) {
      String wanted = topic.settings().get(name);
      ConfigEntry found = config.get(name);
      if (wanted != null && found != null && !wanted.equals(found.value())) {
        throw new KafkaException(
            "topic %s has %s=%s and must have %s: kafka-configs.sh --alter --topic %s --add-config %s=%s"
                .formatted(topic.name(), name, found.value(), wanted, topic.name(), name, wanted));
      }
    }
  }

  private static KafkaException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new KafkaException("interrupted while creating topics", e);
  }

  private static NewTopic newTopic(Topic topic) {
    // The replication factor is the broker's own default: 1 on a laptop, 3 on a cluster.
    return new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
        .configs(topic.settings());
  }
}
