package dev.gridpulse.aggregator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;

/** A record of the topic of rejects, as whoever reads it sees it. */
record StoredReject(String source, Place place, String reason, String raw) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Where the rejected thing stands. */
  record Place(String topic, int partition, long offset) {
    static Place of(RecordMetadata record) {
      return new Place(record.topic(), record.partition(), record.offset());
    }
  }

  static StoredReject parse(byte[] json) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        fields.put(name, parser.getText());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new StoredReject(
        text(fields, "source"),
        new Place(
            text(fields, "topic"),
            Integer.parseInt(text(fields, "partition")),
            Long.parseLong(text(fields, "offset"))),
        text(fields, "reason"),
        text(fields, "raw"));
  }

  private static String text(Map<String, String> fields, String name) {
    String text = fields.get(name);
    if (text == null) {
      throw new AssertionError("a reject without " + name + ": " + fields);
    }
    return text;
  }
}
