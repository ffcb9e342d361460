package dev.gridpulse.query.live;

import dev.gridpulse.model.Rung;
import dev.gridpulse.model.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the readings and the aggregates of all partitions, committed records only, in no group:
 * each instance of the API has its own. Whatever goes wrong ends in the same place: streams end, it
 * begins anew, and clients come back with their ids.
 */
final class LiveReader implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveReader.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration CHECK = Duration.ofSeconds(10);

  /** What is read of the past, so that clients find it in memory after a restart. */
  private static final Duration WARM_UP = Duration.ofMinutes(2);

  private static final long LONGEST_WARM_UP = 50_000;

  private final LiveSettings settings;
  private final LiveFeed feed;
  private final Object pause = new Object();
  private volatile boolean stopping;
  private volatile KafkaConsumer<byte[], byte[]> reading;

  @SuppressWarnings("NullAway.Init") // set before anything is read
  LiveReader(LiveSettings settings, LiveFeed feed) {
    this.settings = settings;
    this.feed = feed;
  }

  @Override
  public void run() {
    try {
      readUntilStopped();
    } finally {
      // Whatever ends it: nobody waits for what does not come.
      feed.reset();
    }
  }

  private void readUntilStopped() {
    while (!stopping) {
      try (Admin admin = Admin.create(settings.kafka());
          KafkaConsumer<byte[], byte[]> consumer =
              KafkaGap.consumer(KafkaGap.consumerSettings(settings.kafka(), "gridpulse-live"))) {
        reading = consumer;
        read(admin, consumer);
      } catch (WakeupException | InterruptException e) {
        // Asked to stop.
      } catch (KafkaException | IllegalStateException e) {
        LOG.warn("The live feed begins anew: {}", e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("The live feed begins anew", e);
      }
      feed.reset();
      rest();
    }
  }

  private void rest() {
    synchronized (pause) {
      try {
        long until = System.nanoTime() + PAUSE.toNanos();
        while (!stopping && System.nanoTime() - until < 0) {
          pause.wait(PAUSE.toMillis());
        }
      } catch (InterruptedException e) {
        stopping = true;
      }
    }
  }

  /** Ends the loop; from any thread. */
  void stop() {
    stopping = true;
    KafkaConsumer<byte[], byte[]> consumer = reading;
    if (consumer != null) {
      consumer.wakeup();
    }
    synchronized (pause) {
      pause.notifyAll();
    }
  }

  private void read(Admin admin, KafkaConsumer<byte[], byte[]> consumer) {
    Map<String, TopicDescription> topics = describe(admin);
    List<TopicPartition> partitions = partitions(topics);
    consumer.assign(partitions);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    FeedLog log = log(topics, partitions, seekBack(consumer, partitions, end));
    feed.begin(log);
    boolean ready = false;
    long lookAt = System.nanoTime() + CHECK.toNanos();
    KafkaFuture<Map<String, TopicDescription>> looking = null;
    while (!stopping) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      feed.publish(log, records, consumer::position);
      if (!records.isEmpty()) {
        feed.heard();
      }
      if (!ready && reached(consumer, end)) {
        ready = true;
        feed.ready(log);
      }
      // Nobody waits for it here: readings go on.
      if (looking != null && looking.isDone()) {
        check(looking, topics);
        looking = null;
      } else if (looking == null && System.nanoTime() - lookAt > 0) {
        lookAt = System.nanoTime() + CHECK.toNanos();
        looking = admin.describeTopics(topics.keySet()).allTopicNames();
      }
    }
  }

  private static boolean reached(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> end) {
    return end.entrySet().stream()
        .allMatch(entry -> consumer.position(entry.getKey()) >= entry.getValue());
  }

  /** Where it begins: some time ago, and not too far back. */
  private static Map<TopicPartition, Long> seekBack(
      KafkaConsumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      Map<TopicPartition, Long> end) {
    long since = System.currentTimeMillis() - WARM_UP.toMillis();
    Map<TopicPartition, Long> times = new LinkedHashMap<>();
    partitions.forEach(partition -> times.put(partition, since));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> from = new LinkedHashMap<>();
    for (TopicPartition partition : partitions) {
      long last = end.getOrDefault(partition, 0L);
      OffsetAndTimestamp first = found.get(partition);
      long offset = first == null ? last : first.offset();
      offset = Math.max(offset, last - LONGEST_WARM_UP);
      offset = Math.max(offset, begin.getOrDefault(partition, 0L));
      consumer.seek(partition, offset);
      from.put(partition, offset);
    }
    return from;
  }

  /** Readings get three quarters of the memory: they come in larger records, and from replays. */
  private FeedLog log(
      Map<String, TopicDescription> topics,
      List<TopicPartition> partitions,
      Map<TopicPartition, Long> from) {
    TopicDescription readings = Objects.requireNonNull(topics.get(Topics.READINGS.name()));
    int ofReadings = readings.partitions().size();
    long readingsLimit = settings.recentBytes() * 3 / 4 / ofReadings;
    long aggregatesLimit = settings.recentBytes() / 4 / Math.max(1, partitions.size() - ofReadings);
    List<Track> tracks = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      Rung rung = null;
      for (Rung each : Rung.values()) {
        if (Topics.aggregates(each).name().equals(partition.topic())) {
          rung = each;
        }
      }
      tracks.add(
          new Track(
              partition,
              rung,
              new RecentRecords(
                  rung == null ? readingsLimit : aggregatesLimit,
                  from.getOrDefault(partition, 0L))));
    }
    return new FeedLog(EventId.topic(id(topics.get(Topics.READINGS.name()))), ofReadings, tracks);
  }

  /** Those of readings first, each topic's in their order. */
  private static List<TopicPartition> partitions(Map<String, TopicDescription> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    topics.forEach(
        (name, topic) -> {
          for (int i = 0; i < topic.partitions().size(); i++) {
            partitions.add(new TopicPartition(name, i));
          }
        });
    return partitions;
  }

  private static UUID id(TopicDescription topic) {
    return new UUID(
        topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
  }

  private static Map<String, TopicDescription> describe(Admin admin) {
    List<String> names = new ArrayList<>();
    names.add(Topics.READINGS.name());
    for (Rung rung : Rung.values()) {
      names.add(Topics.aggregates(rung).name());
    }
    Map<String, TopicDescription> topics = new LinkedHashMap<>();
    try {
      Map<String, TopicDescription> described = admin.describeTopics(names).allTopicNames().get();
      for (String name : names) {
        topics.put(name, Objects.requireNonNull(described.get(name)));
      }
      return topics;
    } catch (ExecutionException e) {
      throw new KafkaException("the topics cannot be described: " + e.getMessage(), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** A broker that is away for a while is none of our business: nothing is lost by that. */
  private void check(
      KafkaFuture<Map<String, TopicDescription>> looked, Map<String, TopicDescription> known) {
    Map<String, TopicDescription> now;
    try {
      now = looked.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        LOG.debug("The topics cannot be looked at now", e);
        return;
      }
      now = Map.of();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    feed.heard();
    for (Map.Entry<String, TopicDescription> topic : known.entrySet()) {
      TopicDescription there = now.get(topic.getKey());
      if (there == null
          || !there.topicId().equals(topic.getValue().topicId())
          || there.partitions().size() != topic.getValue().partitions().size()) {
        throw new IllegalStateException("topic " + topic.getKey() + " was made anew");
      }
    }
  }
}
