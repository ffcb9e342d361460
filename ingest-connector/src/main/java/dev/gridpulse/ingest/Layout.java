package dev.gridpulse.ingest;

/** Which columns of a row are what. */
sealed interface Layout permits Layout.SingleSeries {
  /** How many columns a row has. */
  int columns();

  /**
   * One sensor, one reading to a row.
   *
   * @param sensor the sensor's name, which is not in the file
   * @param columns how many columns a row has
   * @param timeColumn the column of the time, from 0
   * @param valueColumn the column of the value, from 0
   */
  record SingleSeries(String sensor, int columns, int timeColumn, int valueColumn)
      implements Layout {}
}
