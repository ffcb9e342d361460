package dev.gridpulse.aggregator.topology;

/**
 * A record has an offset that the state has passed: the log is not the one that the state was
 * computed from, or Kafka has forgotten how far it was read. Trying again does not help.
 */
public final class LogWentBack extends RuntimeException {
  LogWentBack(String topic, int partition, long offset, long passed) {
    super(
        "The log of %s-%d has lost its end, or Kafka has forgotten how far it was read: offset %d comes and windows had been computed up to offset %d. Start again: it goes on with what the log has."
            .formatted(topic, partition, offset, passed));
  }
}
