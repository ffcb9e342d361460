package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.gridpulse.query.energy.Measured;
import dev.gridpulse.query.range.TimeText;
import dev.gridpulse.query.store.LatestReadings;
import dev.gridpulse.query.store.SensorRow;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the last readings of sensors. */
final class LatestFields {
  private static final SerializedString SENSOR = new SerializedString("sensor");
  private static final SerializedString TIME = new SerializedString("time");
  private static final SerializedString VALUE = new SerializedString("value");
  private static final SerializedString POWER = new SerializedString("power");

  /** The columns of a table. */
  static final List<SerializedString> COLUMNS = List.of(SENSOR, TIME, VALUE, POWER);

  private final RowOutput out;
  private final TimeText times = new TimeText(ZoneOffset.UTC);

  LatestFields(RowOutput out) {
    this.out = out;
  }

  void write(LatestReadings.Latest latest) throws IOException {
    SensorRow.Point reading = latest.reading();
    out.startRow();
    out.text(SENSOR, latest.sensor());
    if (reading == null) {
      out.text(TIME, null);
      out.number(VALUE, Double.NaN);
    } else {
      int length = times.write(reading.time());
      out.time(TIME, times.chars(), length);
      out.number(VALUE, reading.value());
    }
    out.number(POWER, power(reading, latest.counted()));
    out.endRow();
  }

  private static double power(
      SensorRow.@Nullable Point last, LatestReadings.@Nullable Counted counted) {
    return last == null || counted == null
        ? Double.NaN
        : Measured.power(
            counted.unit(),
            counted.before().time(),
            counted.before().value(),
            last.time(),
            last.value());
  }
}
