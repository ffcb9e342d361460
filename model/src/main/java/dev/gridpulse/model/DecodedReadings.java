package dev.gridpulse.model;

import java.util.List;

/** What {@link ReadingDecoder} made of one record. */
public sealed interface DecodedReadings {

  /**
   * A record that counts.
   *
   * @param readings the good readings, in their order
   * @param rejected the bad ones; together with {@code readings} every element of the record
   */
  record Accepted(ReadingBatch readings, List<RejectedReading> rejected)
      implements DecodedReadings {
    public Accepted {
      rejected = List.copyOf(rejected);
    }
  }

  /**
   * A record of which nothing counts.
   *
   * @param reason why, for the sender
   */
  record Refused(String reason) implements DecodedReadings {}
}
