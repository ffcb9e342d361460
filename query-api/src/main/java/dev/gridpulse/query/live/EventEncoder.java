package dev.gridpulse.query.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.Rung;
import dev.gridpulse.query.range.TimeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Writes server-sent events (WHATWG HTML, section 9.2). The data are JSON without line breaks. Not
 * for two threads at once.
 */
final class EventEncoder {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();
  private static final byte[] ID = ascii("id: ");
  private static final byte[] READING = ascii("event: reading\ndata: ");
  private static final byte[] AGGREGATE = ascii("event: aggregate\ndata: ");
  private static final byte[] RESYNC = ascii("event: resync\ndata: ");
  private static final byte[] END = ascii("\n\n");

  /** A comment: nobody hears it, but who waits on either side knows that the other is there. */
  static final byte[] HEARTBEAT = ascii(":\n\n");

  private final TimeText times = new TimeText(ZoneOffset.UTC);

  /**
   * A reading.
   *
   * @param id where the feed goes on after it; null when it is not part of it
   * @param time milliseconds since the epoch
   */
  LiveEvent reading(@Nullable EventId id, String sensor, long time, double value) {
    return event(
        READING,
        id,
        sensor,
        time,
        json -> {
          json.writeStringField("sensor", sensor);
          writeTime(json, "time", time);
          json.writeNumberField("value", value);
        });
  }

  /**
   * A window as it is now.
   *
   * @param id where the feed goes on after it; null when it is not part of it
   * @param complete whether a reading has passed its end
   */
  LiveEvent aggregate(
      @Nullable EventId id, String sensor, Rung rung, Aggregate window, boolean complete) {
    return event(
        AGGREGATE,
        id,
        new Series(sensor, rung),
        window.start(),
        json -> {
          json.writeStringField("sensor", sensor);
          json.writeStringField("resolution", rung.label());
          writeTime(json, "start", window.start());
          json.writeNumberField("count", window.count());
          json.writeNumberField("mean", window.mean());
          json.writeNumberField("median", window.median());
          json.writeNumberField("min", window.min());
          json.writeNumberField("max", window.max());
          json.writeBooleanField("complete", complete);
        });
  }

  private record Series(String sensor, Rung rung) {}

  /** What was missed cannot be filled: the client asks history, and goes on from here. */
  byte[] resync(String reason) {
    return event(RESYNC, null, "resync", 0, json -> json.writeStringField("reason", reason))
        .bytes();
  }

  /** How long a client waits before it comes back. */
  static byte[] retry(Duration pause) {
    return ascii("retry: " + pause.toMillis() + "\n\n");
  }

  /** Where the feed goes on, without an event. */
  static LiveEvent place(EventId id) {
    return new LiveEvent(ascii("id: " + id + "\n\n"), 0, id, 0);
  }

  private void writeTime(JsonGenerator json, String field, long time) throws IOException {
    int length = times.write(time);
    json.writeFieldName(field);
    json.writeString(times.chars(), 0, length);
  }

  private static LiveEvent event(
      byte[] head, @Nullable EventId id, Object series, long time, Fields fields) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(256);
        JsonGenerator json = JSON.createGenerator(bytes)) {
      if (id != null) {
        bytes.write(ID);
        bytes.write(id.bytes());
        bytes.write('\n');
      }
      int body = bytes.size();
      bytes.write(head);
      json.writeStartObject();
      fields.writeTo(json);
      json.writeEndObject();
      json.flush();
      bytes.write(END);
      return new LiveEvent(bytes.toByteArray(), body, series, time);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Writes the fields of an object. */
  @FunctionalInterface
  private interface Fields {
    void writeTo(JsonGenerator json) throws IOException;
  }
}
