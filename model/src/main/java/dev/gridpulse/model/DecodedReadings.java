package dev.gridpulse.model;

import java.util.List;

/** What {@link ReadingDecoder} made of one record. */
public sealed interface DecodedReadings {

  /**
   * A record that counts.
   *
   * @param readings the good readings, in their order
   * @param rejected the bad ones, as far as they are told one by one
   * @param unlisted how many bad ones there are besides; together with the others every element of
   *     the record
   */
  record Accepted(ReadingBatch readings, List<RejectedReading> rejected, int unlisted)
      implements DecodedReadings {
    public Accepted {
      rejected = List.copyOf(rejected);
    }

    /** Where every bad element is told. */
    public Accepted(ReadingBatch readings, List<RejectedReading> rejected) {
      this(readings, rejected, 0);
    }

    /** The number of bad elements. */
    public int rejectedCount() {
      return rejected.size() + unlisted;
    }
  }

  /**
   * A record of which nothing counts.
   *
   * @param reason why, for the sender
   */
  record Refused(String reason) implements DecodedReadings {}
}
