package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.gridpulse.query.range.Pulse;
import dev.gridpulse.query.range.TimeText;
import dev.gridpulse.query.store.Aggregates;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Writes the figures of buckets, and how far each is to be trusted. */
final class AggregateFields implements Aggregates.Sink {
  private static final SerializedString SENSOR = new SerializedString("sensor");
  private static final SerializedString START = new SerializedString("start");
  private static final SerializedString COUNT = new SerializedString("count");
  private static final SerializedString MEAN = new SerializedString("mean");
  private static final SerializedString MEDIAN = new SerializedString("median");
  private static final SerializedString MIN = new SerializedString("min");
  private static final SerializedString MAX = new SerializedString("max");
  private static final SerializedString COVERAGE = new SerializedString("coverage");
  private static final SerializedString COMPLETE = new SerializedString("complete");

  /** The columns of a table of one sensor. */
  static final List<SerializedString> COLUMNS =
      List.of(START, COUNT, MEAN, MEDIAN, MIN, MAX, COVERAGE, COMPLETE);

  /** The columns of a table of several. */
  static final List<SerializedString> COLUMNS_WITH_SENSOR =
      List.of(SENSOR, START, COUNT, MEAN, MEDIAN, MIN, MAX, COVERAGE, COMPLETE);

  private final RowOutput out;
  private final @Nullable String sensor;
  private final Pulse pulse;
  private final TimeText times;

  /**
   * @param sensor named in each row; null where the rows of one sensor stand together
   */
  AggregateFields(RowOutput out, @Nullable String sensor, Pulse pulse, ZoneId zone) {
    this.out = out;
    this.sensor = sensor;
    this.pulse = pulse;
    this.times = new TimeText(zone);
  }

  @Override
  public void bucket(
      long start, long end, long count, double mean, double median, double min, double max)
      throws IOException {
    out.startRow();
    if (sensor != null) {
      out.text(SENSOR, sensor);
    }
    int length = times.write(start);
    out.time(START, times.chars(), length);
    out.count(COUNT, count);
    out.number(MEAN, mean);
    out.number(MEDIAN, median);
    out.number(MIN, min);
    out.number(MAX, max);
    OptionalDouble coverage = pulse.coverage(count, start, end);
    out.number(COVERAGE, coverage.isPresent() ? coverage.getAsDouble() : Double.NaN);
    out.flag(COMPLETE, pulse.complete(end));
    out.endRow();
  }
}
