package dev.gridpulse.ingest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which columns of a row are what. */
sealed interface Layout {
  /** How many columns a row has. */
  int columns();

  /** The column of the time, from 0. */
  int timeColumn();

  /** The columns of values, from 0. */
  List<Integer> valueColumns();

  /** For people, on one line. */
  String describe();

  /**
   * One sensor, one reading to a row.
   *
   * @param sensor the sensor's name, which is not in the rows
   * @param unit the unit of its values where the title that names it says so, else null
   * @param columns how many columns a row has
   * @param timeColumn the column of the time, from 0
   * @param valueColumn the column of the value, from 0
   */
  record SingleSeries(
      String sensor, @Nullable String unit, int columns, int timeColumn, int valueColumn)
      implements Layout {
    @Override
    public List<Integer> valueColumns() {
      return List.of(valueColumn);
    }

    @Override
    public String describe() {
      return "readings of " + sensor;
    }
  }

  /**
   * Each row names its sensor.
   *
   * @param columns how many columns a row has
   * @param timeColumn the column of the time, from 0
   * @param sensorColumn the column of the sensor, from 0
   * @param valueColumn the column of the value, from 0
   */
  record Tall(int columns, int timeColumn, int sensorColumn, int valueColumn) implements Layout {
    @Override
    public List<Integer> valueColumns() {
      return List.of(valueColumn);
    }

    @Override
    public String describe() {
      return "sensors in column " + (sensorColumn + 1);
    }
  }

  /**
   * A column for each sensor.
   *
   * @param columns how many columns a row has
   * @param timeColumn the column of the time, from 0
   * @param sensors the sensors of all other columns
   */
  record Wide(int columns, int timeColumn, List<Series> sensors) implements Layout {
    public Wide {
      sensors = List.copyOf(sensors);
    }

    /**
     * A sensor and its column.
     *
     * @param sensor as it is written in the header
     * @param column from 0
     */
    record Series(String sensor, int column) {}

    @Override
    public List<Integer> valueColumns() {
      return sensors.stream().map(Series::column).toList();
    }

    @Override
    public String describe() {
      return "%d sensors, a column each".formatted(sensors.size());
    }
  }
}
