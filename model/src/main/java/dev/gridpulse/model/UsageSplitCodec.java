package dev.gridpulse.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of {@link Topics#PARTNER_USAGE}: {@code {"exportId","sensor","period":{"start","end"},
 * "usages":[{"usage","share"}]}}. Unknown fields are passed over.
 */
public final class UsageSplitCodec {
  private UsageSplitCodec() {}

  public static byte[] encode(UsageSplit split) {
    return Json.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("exportId", split.exportId());
          json.writeStringField("sensor", split.sensor());
          json.writeObjectFieldStart("period");
          json.writeStringField("start", split.start().toString());
          json.writeStringField("end", split.end().toString());
          json.writeEndObject();
          json.writeArrayFieldStart("usages");
          for (UsageSplit.Share share : split.usages()) {
            json.writeStartObject();
            json.writeStringField("usage", share.usage());
            json.writeNumberField("share", share.share());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /**
   * Reads an answer of the partner.
   *
   * @throws MalformedJson saying what is wrong, for the partner
   */
  public static UsageSplit decode(byte[] value) throws MalformedJson {
    try (JsonParser json = Json.parser(value)) {
      Fields fields = new Fields();
      Json.readObject(json, name -> fields.read(name, json));
      return fields.split();
    } catch (JsonProcessingException e) {
      throw new MalformedJson(Json.reason(e));
    } catch (IllegalArgumentException e) {
      throw new MalformedJson(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Fields {
    private @Nullable String exportId;
    private @Nullable String sensor;
    private @Nullable Instant start;
    private @Nullable Instant end;
    private @Nullable List<UsageSplit.Share> usages;

    void read(String field, JsonParser json) throws IOException, MalformedJson {
      switch (field) {
        case "exportId" -> exportId = text(field, json);
        case "sensor" -> sensor = text(field, json);
        case "period" -> {
          requireObject(field, json);
          Json.readFields(json, inner -> readPeriod(inner, json));
        }
        case "usages" -> usages = usages(json);
        default -> json.skipChildren();
      }
    }

    private void readPeriod(String field, JsonParser json) throws IOException, MalformedJson {
      switch (field) {
        case "start" -> start = time("period.start", json);
        case "end" -> end = time("period.end", json);
        default -> json.skipChildren();
      }
    }

    private static List<UsageSplit.Share> usages(JsonParser json)
        throws IOException, MalformedJson {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        throw new MalformedJson("\"usages\" is not a list");
      }
      List<UsageSplit.Share> usages = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        requireObject("usages", json);
        usages.add(share(json));
      }
      return usages;
    }

    private static UsageSplit.Share share(JsonParser json) throws IOException, MalformedJson {
      double[] share = {Double.NaN};
      String[] usage = {""};
      Json.readFields(
          json,
          field -> {
            switch (field) {
              case "usage" -> usage[0] = text(field, json);
              case "share" -> share[0] = Json.finiteNumber(field, json);
              default -> json.skipChildren();
            }
          });
      return new UsageSplit.Share(usage[0], share[0]);
    }

    private static void requireObject(String field, JsonParser json) throws MalformedJson {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new MalformedJson("\"" + field + "\" holds something that is not an object");
      }
    }

    private static String text(String field, JsonParser json) throws IOException, MalformedJson {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        throw new MalformedJson("\"" + field + "\" is not a text");
      }
      return json.getText();
    }

    private static Instant time(String field, JsonParser json) throws IOException, MalformedJson {
      try {
        return OffsetDateTime.parse(text(field, json)).toInstant();
      } catch (DateTimeException e) {
        throw new MalformedJson(
            "\"" + field + "\" is no time with an offset, such as 2026-10-01T00:00:00+02:00");
      }
    }

    UsageSplit split() throws MalformedJson {
      return new UsageSplit(
          required("exportId", exportId),
          required("sensor", sensor),
          required("period.start", start),
          required("period.end", end),
          required("usages", usages));
    }

    private static <T> T required(String field, @Nullable T value) throws MalformedJson {
      if (value == null) {
        throw new MalformedJson("no field \"" + field + "\"");
      }
      return value;
    }
  }
}
