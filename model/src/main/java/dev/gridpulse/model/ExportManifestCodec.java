package dev.gridpulse.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;

/** The JSON of an {@link ExportManifest}; times are RFC 3339 in the offset of its zone. */
public final class ExportManifestCodec {
  private ExportManifestCodec() {}

  public static byte[] encode(ExportManifest manifest) {
    ZoneId zone = ZoneId.of(manifest.timeZone());
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", "manifest");
          json.writeStringField("id", manifest.id());
          json.writeStringField("date", manifest.date().toString());
          json.writeStringField("timeZone", manifest.timeZone());
          json.writeNumberField("revision", manifest.revision());
          json.writeObjectFieldStart("period");
          json.writeStringField("start", text(manifest.start(), zone));
          json.writeStringField("end", text(manifest.end(), zone));
          json.writeEndObject();
          json.writeNumberField("sensors", manifest.sensors());
          json.writeNumberField("days", manifest.days());
          json.writeNumberField("amendedDays", manifest.amendedDays());
          json.writeNumberField("expectedMinutes", manifest.expectedMinutes());
          json.writeNumberField("sentMinutes", manifest.sentMinutes());
          json.writeObjectFieldStart("offsets");
          json.writeNumberField("partition", manifest.offsets().partition());
          json.writeNumberField("first", manifest.offsets().first());
          json.writeNumberField("last", manifest.offsets().last());
          json.writeEndObject();
          json.writeStringField("sha256", manifest.sha256());
          json.writeEndObject();
        });
  }

  private static String text(Instant time, ZoneId zone) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(zone));
  }

  /**
   * Reads a manifest.
   *
   * @throws MalformedJson when it is anything else, such as a day
   */
  public static ExportManifest decode(byte[] value) throws MalformedJson {
    try (JsonParser json = Json.parser(value)) {
      Map<String, String> fields = new HashMap<>();
      Json.readObject(json, field -> read(json, field, fields));
      if (!"manifest".equals(fields.get("type"))) {
        throw new MalformedJson("no manifest");
      }
      return manifest(new Fields(fields));
    } catch (JsonProcessingException e) {
      throw new MalformedJson(Json.reason(e));
    } catch (DateTimeException | NumberFormatException e) {
      throw new MalformedJson("no manifest: " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fields of objects get the name {@code object.field}. */
  private static void read(JsonParser json, String field, Map<String, String> fields)
      throws IOException, MalformedJson {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      Json.readFields(json, inner -> read(json, field + "." + inner, fields));
    } else if (json.currentToken().isScalarValue()) {
      fields.put(field, json.getText());
    } else {
      json.skipChildren();
    }
  }

  private static ExportManifest manifest(Fields fields) throws MalformedJson {
    return new ExportManifest(
        fields.text("id"),
        LocalDate.parse(fields.text("date")),
        fields.text("timeZone"),
        (int) fields.number("revision"),
        fields.time("period.start"),
        fields.time("period.end"),
        fields.number("sensors"),
        fields.number("days"),
        fields.number("amendedDays"),
        fields.number("expectedMinutes"),
        fields.number("sentMinutes"),
        new ExportManifest.Offsets(
            (int) fields.number("offsets.partition"),
            fields.number("offsets.first"),
            fields.number("offsets.last")),
        fields.text("sha256"));
  }

  private record Fields(Map<String, String> fields) {
    String text(String name) throws MalformedJson {
      String text = fields.get(name);
      if (text == null) {
        throw new MalformedJson("no field \"" + name + "\"");
      }
      return text;
    }

    long number(String name) throws MalformedJson {
      return Long.parseLong(text(name));
    }

    Instant time(String name) throws MalformedJson {
      return OffsetDateTime.parse(text(name)).toInstant();
    }
  }
}
