package dev.gridpulse.ingest;

/** Takes what a row turned out to be. */
interface RowOutput {
  /** A reading: sensor, milliseconds since the epoch, value. */
  void reading(String sensor, long timestamp, double value);

  /**
   * No reading.
   *
   * @param column the column at fault, from 0, or -1 when it is the row as a whole
   */
  void reject(RejectReason reason, int column);
}
