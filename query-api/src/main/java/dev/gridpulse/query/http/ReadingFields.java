package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.gridpulse.query.range.TimeText;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;

/** Writes readings: time and value. */
final class ReadingFields {
  private static final SerializedString TIME = new SerializedString("time");
  private static final SerializedString VALUE = new SerializedString("value");

  /** The columns of a table. */
  static final List<SerializedString> COLUMNS = List.of(TIME, VALUE);

  private final TimeText times = new TimeText(ZoneOffset.UTC);

  /**
   * Writes a row.
   *
   * @param time milliseconds since the epoch
   */
  void write(RowOutput out, long time, double value) throws IOException {
    out.startRow();
    int length = times.write(time);
    out.time(TIME, times.chars(), length);
    out.number(VALUE, value);
    out.endRow();
  }
}
