package dev.gridpulse.query.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;

/** The one mapper, and answers that are written field by field. */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

  private static final JsonFactory LINES =
      new JsonFactoryBuilder()
          .rootValueSeparator("\n")
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .build();

  private Json() {}

  /** The record as JSON. */
  static byte[] write(Record value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * What the body writes. An answer is limited in rows and held whole, so that a failure in its
   * midst still is a problem document.
   */
  static byte[] write(Body body) throws IOException, SQLException {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder();
        JsonGenerator json = MAPPER.getFactory().createGenerator(bytes)) {
      body.writeTo(json);
      json.flush();
      return bytes.toByteArray();
    }
  }

  /** The object that the text is; a missing node when it is none. */
  static JsonNode readObject(byte[] text) {
    try {
      JsonNode read = MAPPER.readTree(text);
      return read.isObject() ? read : MissingNode.getInstance();
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** One document. */
  static JsonGenerator document(OutputStream out) throws IOException {
    return MAPPER.getFactory().createGenerator(out);
  }

  /** A JSON object on each line. */
  static JsonGenerator lines(OutputStream out) throws IOException {
    return LINES.createGenerator(out);
  }

  /** Writes one document. */
  @FunctionalInterface
  interface Body {
    void writeTo(JsonGenerator json) throws IOException, SQLException;
  }
}
