package dev.gridpulse.query.live;

import java.time.Duration;
import java.util.Map;

/**
 * Where the live feed reads, and its limits.
 *
 * @param kafka how to reach Kafka, at least {@code bootstrap.servers}
 * @param recentBytes how much of what was read last is kept in memory for clients that come back, 1
 *     MiB to 16 GiB
 * @param queue how many events wait for a client that is slow, 10 to 1,000,000
 * @param streamsPerToken how many streams may be open with one token, 1 or more; those of operators
 *     are not limited
 * @param longestGap how many records of a partition are read again from Kafka for a client that was
 *     away, 0 or more; a longer gap is told and not filled
 * @param heartbeat how long a stream is silent at most, 100 ms to 50 s
 */
public record LiveSettings(
    Map<String, Object> kafka,
    long recentBytes,
    int queue,
    int streamsPerToken,
    long longestGap,
    Duration heartbeat) {
  /** 64 MiB. */
  public static final long DEFAULT_RECENT_BYTES = 64L << 20;

  /** Events that wait for a client when nothing else is said. */
  public static final int DEFAULT_QUEUE = 1_000;

  /** Streams of a token when nothing else is said. */
  public static final int DEFAULT_STREAMS_PER_TOKEN = 20;

  /** Records that are read again when nothing else is said. */
  public static final long DEFAULT_LONGEST_GAP = 1_000_000;

  /** Shorter than the time after which a silent connection is closed, here and by most proxies. */
  public static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(15);

  public LiveSettings {
    kafka = Map.copyOf(kafka);
    requireWithin("live.recentBytes", recentBytes, 1 << 20, 1L << 34);
    requireWithin("live.queue", queue, 10, 1_000_000);
    requireWithin("live.streamsPerToken", streamsPerToken, 1, Integer.MAX_VALUE);
    requireWithin("live.longestGap", longestGap, 0, Long.MAX_VALUE);
    requireWithin("live.heartbeat", heartbeat.toMillis(), 100, 50_000);
  }

  /** With the usual limits. */
  public static LiveSettings of(Map<String, Object> kafka) {
    return new LiveSettings(
        kafka,
        DEFAULT_RECENT_BYTES,
        DEFAULT_QUEUE,
        DEFAULT_STREAMS_PER_TOKEN,
        DEFAULT_LONGEST_GAP,
        DEFAULT_HEARTBEAT);
  }

  private static void requireWithin(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be %d to %d, is %d".formatted(key, least, most, value));
    }
  }
}
