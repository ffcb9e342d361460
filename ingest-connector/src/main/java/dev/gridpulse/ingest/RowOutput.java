package dev.gridpulse.ingest;

/** Takes what a row turned out to be; each value of it once. */
interface RowOutput {
  /** A reading: sensor, milliseconds since the epoch, value. */
  void reading(String sensor, long timestamp, double value);

  /** A cell that says that there is no reading. */
  void empty();

  /**
   * No reading.
   *
   * @param column the column at fault, from 0, or -1 when it is the row as a whole
   */
  void reject(RejectReason reason, int column);
}
