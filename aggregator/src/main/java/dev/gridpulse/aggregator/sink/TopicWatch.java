package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.TopicIds;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a topic was deleted or made anew while it is read, and that another instance has
 * begun a new generation. A consumer does not: it goes on at its offset as soon as the new log has
 * become as long.
 */
final class TopicWatch implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

  private final TopicIds topicIds;
  private final DataSource database;
  private final int generation;
  private final Map<String, UUID> atStart;

  /** A topic that was not there at the last look: only when it still is not, it counts as gone. */
  private @Nullable String missing;

  private volatile @Nullable String failure;

  TopicWatch(TopicIds topicIds, DataSource database, int generation) {
    this.topicIds = topicIds;
    this.database = database;
    this.generation = generation;
    this.atStart = Map.copyOf(topicIds.current());
  }

  @Override
  public void run() {
    if (failure != null) {
      return;
    }
    try {
      failure = whatHasChanged();
      if (failure != null) {
        LOG.error("{}", failure);
      }
    } catch (SQLException | KafkaException e) {
      LOG.debug("The topics and the generation cannot be looked at now", e);
    }
  }

  private @Nullable String whatHasChanged() throws SQLException {
    Map<String, UUID> now = topicIds.current();
    String gone = firstThatIsNot(now);
    boolean isSure = gone != null && (now.containsKey(gone) || gone.equals(missing));
    missing = gone;
    if (isSure) {
      return "Topic %s was deleted or made anew. Start again: a missing topic is created, and one made anew is read from its beginning."
          .formatted(gone);
    }
    try (Connection connection = database.getConnection()) {
      int current = Generations.current(connection);
      return current == generation
          ? null
          : "Generation %d has begun and this instance is of generation %d (a log has changed, or a newer version was started). Start again."
              .formatted(current, generation);
    }
  }

  private @Nullable String firstThatIsNot(Map<String, UUID> now) {
    return atStart.entrySet().stream()
        .filter(topic -> !topic.getValue().equals(now.get(topic.getKey())))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst()
        .orElse(null);
  }

  /** What happened, if anything did: the program has to be started again. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }
}
