package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.gridpulse.query.range.Pulse;
import dev.gridpulse.query.range.TimeText;
import dev.gridpulse.query.store.Aggregates;
import java.io.IOException;
import java.time.ZoneId;
import java.util.OptionalDouble;

/** Writes the figures of buckets as JSON objects, and how far each is to be trusted. */
final class AggregateJson implements Aggregates.Sink {
  private static final SerializedString START = new SerializedString("start");
  private static final SerializedString COUNT = new SerializedString("count");
  private static final SerializedString MEAN = new SerializedString("mean");
  private static final SerializedString MEDIAN = new SerializedString("median");
  private static final SerializedString MIN = new SerializedString("min");
  private static final SerializedString MAX = new SerializedString("max");
  private static final SerializedString COVERAGE = new SerializedString("coverage");
  private static final SerializedString COMPLETE = new SerializedString("complete");

  private final JsonGenerator json;
  private final Pulse pulse;
  private final TimeText times;

  // Of a bucket with one reading all figures are the same number, whose text is what costs most.
  private long lastBits;
  private String lastText = "0.0";

  AggregateJson(JsonGenerator json, Pulse pulse, ZoneId zone) {
    this.json = json;
    this.pulse = pulse;
    this.times = new TimeText(zone);
  }

  @Override
  public void bucket(
      long start, long end, long count, double mean, double median, double min, double max)
      throws IOException {
    json.writeStartObject();
    json.writeFieldName(START);
    json.writeString(times.chars(), 0, times.write(start));
    json.writeFieldName(COUNT);
    json.writeNumber(count);
    number(MEAN, mean);
    number(MEDIAN, median);
    number(MIN, min);
    number(MAX, max);
    OptionalDouble coverage = pulse.coverage(count, start, end);
    number(COVERAGE, coverage.isPresent() ? coverage.getAsDouble() : Double.NaN);
    json.writeFieldName(COMPLETE);
    json.writeBoolean(pulse.complete(end));
    json.writeEndObject();
  }

  private void number(SerializedString field, double value) throws IOException {
    json.writeFieldName(field);
    if (Double.isNaN(value)) {
      json.writeNull();
    } else {
      json.writeNumber(text(value));
    }
  }

  private String text(double value) {
    long bits = Double.doubleToRawLongBits(value);
    if (bits != lastBits) {
      lastBits = bits;
      lastText = NumberOutput.toString(value, true);
    }
    return lastText;
  }
}
