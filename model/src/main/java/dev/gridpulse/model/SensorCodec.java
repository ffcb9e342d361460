package dev.gridpulse.model;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON of {@link Topics#SENSORS}. An absent field and a null one mean the same: unknown. */
public final class SensorCodec {
  private SensorCodec() {}

  public static byte[] encode(Sensor sensor) {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("name", sensor.name());
          writeText(json, "uuid", sensor.uuid());
          writeText(json, "unit", sensor.unit());
          writeText(json, "kind", sensor.kind() == null ? null : sensor.kind().label());
          writeText(
              json,
              "interval",
              sensor.interval() == null ? null : Durations.format(sensor.interval()));
          writeText(json, "timeZone", sensor.timeZone());
          writeText(json, "asset", sensor.asset());
          writeText(json, "signalId", sensor.signalId());
          if (sensor.location() != null) {
            json.writeObjectFieldStart("location");
            json.writeNumberField("latitude", sensor.location().latitude());
            json.writeNumberField("longitude", sensor.location().longitude());
            json.writeEndObject();
          }
          writeText(json, "owner", sensor.owner());
          if (sensor.partnerConsent() != null) {
            json.writeBooleanField("partnerConsent", sensor.partnerConsent());
          }
          json.writeEndObject();
        });
  }

  private static void writeText(JsonGenerator json, String field, @Nullable Object value)
      throws IOException {
    if (value != null) {
      json.writeStringField(field, value.toString());
    }
  }

  /**
   * Reads a registry entry; unknown fields are passed over.
   *
   * @throws MalformedJson naming the field that is wrong
   */
  public static Sensor decode(byte[] value) throws MalformedJson {
    try (JsonParser json = Json.parser(value)) {
      Fields fields = new Fields();
      Json.readObject(json, name -> fields.read(name, json));
      return fields.sensor();
    } catch (JsonProcessingException e) {
      throw new MalformedJson(Json.reason(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Fields {
    private @Nullable String name;
    private @Nullable UUID uuid;
    private @Nullable String unit;
    private Sensor.@Nullable Kind kind;
    private @Nullable Duration interval;
    private @Nullable ZoneId timeZone;
    private @Nullable String asset;
    private @Nullable String signalId;
    private Sensor.@Nullable Location location;
    private @Nullable String owner;
    private @Nullable Boolean partnerConsent;

    void read(String field, JsonParser json) throws IOException, MalformedJson {
      if (json.currentToken() == JsonToken.VALUE_NULL) {
        return;
      }
      try {
        switch (field) {
          case "name" -> name = text(field, json);
          case "uuid" -> uuid = UUID.fromString(text(field, json));
          case "unit" -> unit = text(field, json);
          case "kind" -> kind = kind(text(field, json));
          case "interval" -> interval = Durations.parse(text(field, json));
          case "timeZone" -> timeZone = ZoneId.of(text(field, json));
          case "asset" -> asset = text(field, json);
          case "signalId" -> signalId = text(field, json);
          case "location" -> location = location(json);
          case "owner" -> owner = text(field, json);
          case "partnerConsent" -> partnerConsent = bool(field, json);
          default -> json.skipChildren();
        }
      } catch (IllegalArgumentException | DateTimeException e) {
        throw new MalformedJson("\"" + field + "\": " + e.getMessage());
      }
    }

    Sensor sensor() throws MalformedJson {
      if (name == null) {
        throw new MalformedJson("no field \"name\"");
      }
      try {
        return new Sensor(
            name,
            uuid,
            unit,
            kind,
            interval,
            timeZone,
            asset,
            signalId,
            location,
            owner,
            partnerConsent);
      } catch (IllegalArgumentException e) {
        throw new MalformedJson(String.valueOf(e.getMessage()));
      }
    }

    private static String text(String field, JsonParser json) throws IOException, MalformedJson {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        throw new MalformedJson("\"" + field + "\" is not a text");
      }
      String text = json.getText();
      if (text.indexOf('\0') >= 0) {
        throw new MalformedJson("\"" + field + "\" has a NUL character");
      }
      if (text.codePoints()
          .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
        throw new MalformedJson("\"" + field + "\" has half a surrogate pair");
      }
      return text;
    }

    private static Boolean bool(String field, JsonParser json) throws MalformedJson {
      if (!json.currentToken().isBoolean()) {
        throw new MalformedJson("\"" + field + "\" is neither true nor false");
      }
      return json.currentToken() == JsonToken.VALUE_TRUE;
    }

    private static Sensor.Kind kind(String label) {
      for (Sensor.Kind kind : Sensor.Kind.values()) {
        if (kind.label().equals(label)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("\"" + label + "\" is none of power, counter, gauge");
    }

    private static Sensor.Location location(JsonParser json) throws IOException, MalformedJson {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new MalformedJson("\"location\" is not an object of latitude and longitude");
      }
      double[] degrees = {Double.NaN, Double.NaN};
      Json.readFields(
          json,
          field -> {
            if (!json.currentToken().isNumeric()) {
              json.skipChildren();
            } else if (field.equals("latitude")) {
              degrees[0] = json.getDoubleValue();
            } else if (field.equals("longitude")) {
              degrees[1] = json.getDoubleValue();
            }
          });
      return new Sensor.Location(degrees[0], degrees[1]);
    }
  }
}
