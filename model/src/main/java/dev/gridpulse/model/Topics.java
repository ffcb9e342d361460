package dev.gridpulse.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Every topic of gridpulse, declared once. The partition of a sensor never changes: more partitions
 * mean a new topic and a replay.
 */
public final class Topics {
  private static final int PARTITIONS = 6;

  /** With event time the broker would delete replayed history minutes after it was written. */
  private static final Map.Entry<String, String> APPEND_TIME =
      Map.entry("message.timestamp.type", "LogAppendTime");

  private static final Map.Entry<String, String> COMPACTED = Map.entry("cleanup.policy", "compact");

  /** Key: sensor name. Value: {@link ReadingBatch}, written by {@link ReadingEncoder}. */
  public static final Topic READINGS =
      new Topic(
          "gridpulse.readings", PARTITIONS, Map.ofEntries(APPEND_TIME, kept(Duration.ofDays(7))));

  private static final Topic AGGREGATES_5S = aggregatesTopic(Rung.FIVE_SECONDS);
  private static final Topic AGGREGATES_1M = aggregatesTopic(Rung.ONE_MINUTE);
  private static final Topic AGGREGATES_15M = aggregatesTopic(Rung.QUARTER_HOUR);

  /**
   * Key: sensor name. Value: {@link Sensor}, written by {@link SensorCodec}. A tombstone stays long
   * enough for a restored database to see it: it may take a consent back.
   */
  public static final Topic SENSORS =
      new Topic(
          "gridpulse.sensors",
          1,
          Map.ofEntries(
              COMPACTED,
              Map.entry("delete.retention.ms", Long.toString(Duration.ofDays(40).toMillis()))));

  /** Key: source. Value: {@link Reject}, written by {@link RejectEncoder}. */
  public static final Topic REJECTS =
      new Topic("gridpulse.rejects", 1, Map.ofEntries(kept(Duration.ofDays(40))));

  /** Key: content and the way it is read. Value: how far that has been replayed. */
  public static final Topic REPLAY_PROGRESS =
      new Topic("gridpulse.replay.progress", 1, Map.ofEntries(COMPACTED));

  /**
   * Key: {@code sensor|date}, or the export's id. Value: the {@link ExportDay}s of an export, then
   * its {@link ExportManifest}. One partition, as the partner verifies them in their order.
   */
  public static final Topic PARTNER_EXPORT =
      new Topic("gridpulse.partner.export", 1, Map.ofEntries(kept(Duration.ofDays(40))));

  /**
   * Key: sensor name. Value: {@link UsageSplit}, written by the partner. Answers that are too large
   * come in, so that they can be refused with a receipt; the broker unpacks them, so that none is
   * larger than it looks.
   */
  public static final Topic PARTNER_USAGE =
      new Topic(
          "gridpulse.partner.usage",
          1,
          Map.ofEntries(
              kept(Duration.ofDays(40)),
              Map.entry("max.message.bytes", Integer.toString(16 << 20)),
              Map.entry("compression.type", "uncompressed")));

  /** Key: sensor name. Value: {@link UsageReceipt}, what became of an answer. */
  public static final Topic PARTNER_RECEIPTS =
      new Topic("gridpulse.partner.receipts", 1, Map.ofEntries(kept(Duration.ofDays(40))));

  private Topics() {}

  /** Key: sensor name. Value: {@link AggregateBatch} of that rung, see {@link AggregateCodec}. */
  public static Topic aggregates(Rung rung) {
    return switch (rung) {
      case FIVE_SECONDS -> AGGREGATES_5S;
      case ONE_MINUTE -> AGGREGATES_1M;
      case QUARTER_HOUR -> AGGREGATES_15M;
    };
  }

  /** All topics, for whoever creates them. */
  public static List<Topic> all() {
    return List.of(
        READINGS,
        AGGREGATES_5S,
        AGGREGATES_1M,
        AGGREGATES_15M,
        SENSORS,
        REJECTS,
        REPLAY_PROGRESS,
        PARTNER_EXPORT,
        PARTNER_USAGE,
        PARTNER_RECEIPTS);
  }

  private static Topic aggregatesTopic(Rung rung) {
    return new Topic(
        "gridpulse.aggregates." + rung.label(),
        PARTITIONS,
        Map.ofEntries(APPEND_TIME, kept(Duration.ofDays(7))));
  }

  private static Map.Entry<String, String> kept(Duration retention) {
    return Map.entry("retention.ms", Long.toString(retention.toMillis()));
  }
}
