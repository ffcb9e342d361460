package dev.gridpulse.ingest;

import org.jspecify.annotations.Nullable;

/**
 * What the user says about columns, each named as in the header or by its number from 1; null where
 * it is to be found out.
 *
 * @param sensor the sensor of all readings, when the rows name none
 * @param wide whether there is a column for each sensor
 * @param timeColumn the column of the times
 * @param sensorColumn the column of the sensors
 * @param valueColumn the column of the values
 */
public record ColumnChoice(
    @Nullable String sensor,
    boolean wide,
    @Nullable String timeColumn,
    @Nullable String sensorColumn,
    @Nullable String valueColumn) {

  /** Everything is to be found out. */
  public static final ColumnChoice NONE = new ColumnChoice(null, false, null, null, null);

  /** All readings are of that sensor. */
  public static ColumnChoice ofSensor(String sensor) {
    return new ColumnChoice(sensor, false, null, null, null);
  }
}
