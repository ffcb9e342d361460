package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.gridpulse.model.DecimalText;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Rows as JSON objects: the elements of an array, or a line each. */
final class JsonRows extends RowOutput {
  private final JsonGenerator json;
  private final boolean document;

  // Of a bucket with one reading all figures are the same number, whose text is what costs most.
  private long lastBits = Double.doubleToRawLongBits(Double.NaN);
  private final byte[] ascii = new byte[DecimalText.LONGEST];
  private final char[] number = new char[DecimalText.LONGEST];
  private int length;

  private JsonRows(JsonGenerator json, boolean document) {
    this.json = json;
    this.document = document;
  }

  /** Into an array that is open. */
  JsonRows(JsonGenerator json) {
    this(json, false);
  }

  /** A line each. */
  static JsonRows lines(OutputStream out) throws IOException {
    return new JsonRows(Json.lines(out), false);
  }

  /** The elements of the one field of a document. */
  static JsonRows document(OutputStream out, String field) throws IOException {
    JsonGenerator json = Json.document(out);
    json.writeStartObject();
    json.writeArrayFieldStart(field);
    return new JsonRows(json, true);
  }

  /** Where a row may be written that has fields within fields. */
  JsonGenerator json() {
    return json;
  }

  @Override
  void startRow() throws IOException {
    json.writeStartObject();
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
      length = DecimalText.write(value, ascii, 0);
      for (int i = 0; i < length; i++) {
        number[i] = (char) ascii[i];
      }
    }
    json.writeNumber(number, 0, length);
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
    if (document) {
      json.writeEndArray();
      json.writeEndObject();
    } else if (json.getOutputContext().getEntryCount() > 0) {
      json.writeRaw('\n');
    }
    json.flush();
  }
}
