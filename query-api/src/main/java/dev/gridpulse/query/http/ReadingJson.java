package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.gridpulse.query.range.TimeText;
import dev.gridpulse.query.store.Readings;
import java.io.IOException;
import java.time.ZoneOffset;

/** Writes readings as JSON objects of time and value. */
final class ReadingJson implements Readings.Sink {
  private static final SerializedString TIME = new SerializedString("time");
  private static final SerializedString VALUE = new SerializedString("value");

  private final JsonGenerator json;
  private final TimeText times = new TimeText(ZoneOffset.UTC);

  ReadingJson(JsonGenerator json) {
    this.json = json;
  }

  @Override
  public void reading(long time, double value) throws IOException {
    json.writeStartObject();
    json.writeFieldName(TIME);
    json.writeString(times.chars(), 0, times.write(time));
    json.writeFieldName(VALUE);
    json.writeNumber(value);
    json.writeEndObject();
  }
}
