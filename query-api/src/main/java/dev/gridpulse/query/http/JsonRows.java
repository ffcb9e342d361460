package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Rows as JSON objects: the elements of an array, or a line each. */
final class JsonRows extends RowOutput {
  private final JsonGenerator json;
  private boolean any;

  // Of a bucket with one reading all figures are the same number, whose text is what costs most.
  private long lastBits;
  private String lastText = "0.0";

  /** Into an array that is open. */
  JsonRows(JsonGenerator json) {
    this.json = json;
  }

  /** A line each. */
  static JsonRows lines(OutputStream out) throws IOException {
    return new JsonRows(Json.lines(out));
  }

  @Override
  void startRow() throws IOException {
    json.writeStartObject();
    any = true;
  }

  @Override
  void text(SerializedString column, @Nullable String value) throws IOException {
    json.writeFieldName(column);
    json.writeString(value);
  }

  @Override
  void time(SerializedString column, char[] text, int length) throws IOException {
    json.writeFieldName(column);
    json.writeString(text, 0, length);
  }

  @Override
  void number(SerializedString column, double value) throws IOException {
    json.writeFieldName(column);
    if (Double.isNaN(value)) {
      json.writeNull();
      return;
    }
    long bits = Double.doubleToRawLongBits(value);
    if (bits != lastBits) {
      lastBits = bits;
      lastText = NumberOutput.toString(value, true);
    }
    json.writeNumber(lastText);
  }

  @Override
  void count(SerializedString column, long value) throws IOException {
    json.writeFieldName(column);
    json.writeNumber(value);
  }

  @Override
  void flag(SerializedString column, boolean value) throws IOException {
    json.writeFieldName(column);
    json.writeBoolean(value);
  }

  @Override
  void endRow() throws IOException {
    json.writeEndObject();
  }

  @Override
  void flush() throws IOException {
    json.flush();
  }

  /** The last line ends too: one that does not was broken off. */
  @Override
  void finish() throws IOException {
    if (any) {
      json.writeRaw('\n');
    }
    json.flush();
  }
}
