package dev.gridpulse.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of an {@link ExportDay}: {@code {"type":"day","exportId","sensor","date","timeZone",
 * "revision","unit","minutes":[n or null,…]}}, in this order.
 */
public final class ExportDayCodec {
  private static final int BYTES_PER_MINUTE = 8;
  private static final int BYTES_OF_HEAD = 200;

  /** What the content begins with; no text of JSON holds it, as quotes in texts are escaped. */
  private static final byte[] CONTENT = ",\"unit\":".getBytes(StandardCharsets.US_ASCII);

  private ExportDayCodec() {}

  /**
   * A day as it was sent.
   *
   * @param revision 1 for what was sent of the day first, one more for each change
   */
  public record Sent(String exportId, int revision, ExportDay day) {}

  /** From the unit to the end of the object. */
  static byte[] content(@Nullable String unit, double[] minutes) {
    JsonBytes json = new JsonBytes(CONTENT.length + BYTES_PER_MINUTE * minutes.length);
    json.raw(",\"unit\":");
    if (unit == null) {
      json.raw("null");
    } else {
      json.text(unit);
    }
    json.raw(",\"minutes\":[");
    for (int i = 0; i < minutes.length; i++) {
      if (i > 0) {
        json.raw(',');
      }
      if (Double.isNaN(minutes[i])) {
        json.raw("null");
      } else {
        json.number(minutes[i]);
      }
    }
    return json.raw("]}").toByteArray();
  }

  /**
   * The value of the record. The same day gives the same bytes, always.
   *
   * @param revision 1 or more
   */
  public static byte[] encode(String exportId, int revision, ExportDay day) {
    byte[] head =
        new JsonBytes(BYTES_OF_HEAD)
            .raw("{\"type\":\"day\",\"exportId\":")
            .text(exportId)
            .raw(",\"sensor\":")
            .text(day.sensor())
            .raw(",\"date\":")
            .text(day.date().toString())
            .raw(",\"timeZone\":")
            .text(day.timeZone())
            .raw(",\"revision\":")
            .number(revision)
            .toByteArray();
    byte[] content = day.content();
    byte[] value = Arrays.copyOf(head, head.length + content.length);
    System.arraycopy(content, 0, value, head.length, content.length);
    return value;
  }

  /**
   * Reads what {@link #encode} wrote; the minutes are not looked at.
   *
   * @throws MalformedJson when it is anything else
   */
  public static Sent decode(byte[] value) throws MalformedJson {
    int content = indexOfContent(value);
    if (content < 0) {
      throw new MalformedJson("no field \"unit\" behind others");
    }
    Head head = new Head();
    try (JsonParser json = Json.parser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedJson("not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME && !json.currentName().equals("unit")) {
        String field = json.currentName();
        json.nextToken();
        head.read(field, json);
      }
      return head.sent(Arrays.copyOfRange(value, content, value.length));
    } catch (JsonProcessingException e) {
      throw new MalformedJson(Json.reason(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int indexOfContent(byte[] value) {
    for (int i = 0; i <= value.length - CONTENT.length; i++) {
      if (value[i] == ','
          && Arrays.equals(value, i, i + CONTENT.length, CONTENT, 0, CONTENT.length)) {
        return i;
      }
    }
    return -1;
  }

  private static final class Head {
    private @Nullable String exportId;
    private @Nullable String sensor;
    private @Nullable LocalDate date;
    private @Nullable String timeZone;
    private int revision;

    void read(String field, JsonParser json) throws IOException, MalformedJson {
      switch (field) {
        case "exportId" -> exportId = json.getValueAsString();
        case "sensor" -> sensor = json.getValueAsString();
        case "date" -> date = date(json.getValueAsString(""));
        case "timeZone" -> timeZone = json.getValueAsString();
        case "revision" -> revision = Math.toIntExact(Json.wholeNumber(field, json));
        default -> json.skipChildren();
      }
    }

    private static LocalDate date(String text) throws MalformedJson {
      try {
        return LocalDate.parse(text);
      } catch (DateTimeException e) {
        throw new MalformedJson("\"date\": " + e.getMessage());
      }
    }

    Sent sent(byte[] content) throws MalformedJson {
      if (exportId == null || sensor == null || date == null || timeZone == null || revision < 1) {
        throw new MalformedJson("no day of an export: a field is missing");
      }
      return new Sent(exportId, revision, ExportDay.ofContent(sensor, date, timeZone, content));
    }
  }
}
