package dev.gridpulse.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The one JSON factory and the few lines that every codec of this package shares. */
final class Json {
  /**
   * UTF-8 only, no field twice. NaN, Infinity and numbers of any length are read as numbers, so
   * that one such value rejects its reading and not its whole record.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
          .build();

  private Json() {}

  /**
   * A parser of these bytes, which are looked at as a whole first. Jackson knows the names of
   * fields by their bytes, and takes one that is no UTF-8 for one that it has read before.
   *
   * @throws JsonParseException when they are no UTF-8
   */
  static JsonParser parser(byte[] json) throws IOException {
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
    } catch (CharacterCodingException e) {
      throw new JsonParseException(null, "the bytes are no UTF-8", e);
    }
    return FACTORY.createParser(json);
  }

  /** The bytes that {@code body} writes. */
  static byte[] write(Body body) {
    try (ByteArrayBuilder out = new ByteArrayBuilder();
        JsonGenerator json = FACTORY.createGenerator(out)) {
      body.writeTo(json);
      json.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("JSON could not be written to memory", e);
    }
  }

  /**
   * Consumes the root object's start, each field by {@code field}, and requires nothing behind it.
   */
  static void readObject(JsonParser json, Field field) throws IOException, MalformedJson {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedJson("not a JSON object");
    }
    readFields(json, field);
    if (json.nextToken() != null) {
      throw new MalformedJson("text behind the JSON object");
    }
  }

  /** Consumes the fields up to the end of the object whose start is the current token. */
  static void readFields(JsonParser json, Field field) throws IOException, MalformedJson {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      field.read(name);
    }
  }

  /**
   * The whole number that the parser stands on.
   *
   * @throws MalformedJson when it is anything else, or beyond 64 bits
   */
  static long wholeNumber(String field, JsonParser json) throws IOException, MalformedJson {
    // The type is known without computing the number, which may have a million digits.
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
        || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw new MalformedJson("\"" + field + "\" is not a whole number of 64 bits");
    }
    return json.getLongValue();
  }

  /**
   * The finite number that the parser stands on.
   *
   * @throws MalformedJson when it is anything else
   */
  static double finiteNumber(String field, JsonParser json) throws IOException, MalformedJson {
    double number = json.currentToken().isNumeric() ? json.getDoubleValue() : Double.NaN;
    if (!Double.isFinite(number)) {
      throw new MalformedJson("\"" + field + "\" is not a finite number");
    }
    return number;
  }

  /** What was wrong, without the source excerpt that Jackson appends. */
  static String reason(JsonProcessingException e) {
    return "not JSON: " + e.getOriginalMessage().lines().findFirst().orElse("unreadable");
  }

  /** Writes one document. */
  @FunctionalInterface
  interface Body {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** Reads the value of one field; the parser stands on the value's first token. */
  @FunctionalInterface
  interface Field {
    void read(String name) throws IOException, MalformedJson;
  }
}
