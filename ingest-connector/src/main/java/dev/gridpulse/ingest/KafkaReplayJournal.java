package dev.gridpulse.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gridpulse.model.DeliveryFailed;
import dev.gridpulse.model.ProducerSettings;
import dev.gridpulse.model.Topics;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal in {@link Topics#REPLAY_PROGRESS}: the last record of an id counts. */
public final class KafkaReplayJournal implements ReplayJournal {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaReplayJournal.class);
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, Entry> entries = new HashMap<>();
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * Reads what is known so far.
   *
   * @param connection Kafka's connection settings, at least {@code bootstrap.servers}
   * @throws DeliveryFailed when Kafka does not answer
   */
  public KafkaReplayJournal(Map<String, Object> connection) {
    try {
      CompactedTopic.read(connection, Topics.REPLAY_PROGRESS, this::take);
      producer =
          new KafkaProducer<>(
              ProducerSettings.of(connection, "gridpulse-replay-journal"),
              new ByteArraySerializer(),
              new ByteArraySerializer());
    } catch (KafkaException e) {
      throw new DeliveryFailed("The progress of replays cannot be read: " + e.getMessage(), e);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> each) {
    if (each.key() == null || each.value() == null) {
      return;
    }
    String id = new String(each.key(), UTF_8);
    try {
      entries.put(id, decode(id, each.value()));
    } catch (IOException | DateTimeException e) {
      LOG.warn("The record at offset {} of {} is none of ours", each.offset(), each.topic());
    }
  }

  @Override
  public Optional<Entry> find(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  @Override
  public void record(Entry entry) {
    entries.put(entry.id(), entry);
    try {
      var _ =
          producer
              .send(
                  new ProducerRecord<>(
                      Topics.REPLAY_PROGRESS.name(),
                      entry.id().getBytes(UTF_8),
                      encode(entry).getBytes(UTF_8)))
              .get();
    } catch (ExecutionException e) {
      throw new DeliveryFailed("Kafka did not take the progress: " + e.getCause(), e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static String encode(Entry entry) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("file", entry.file());
      json.writeNumberField("rows", entry.rows());
      json.writeNumberField("rejected", entry.rejected());
      json.writeBooleanField("complete", entry.complete());
      json.writeStringField("time", entry.time().toString());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static Entry decode(String id, byte[] value) throws IOException {
    String file = "";
    long rows = 0;
    long rejected = 0;
    boolean complete = false;
    Instant time = Instant.EPOCH;
    try (JsonParser json = JSON.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "file" -> file = json.getText();
          case "rows" -> rows = json.getLongValue();
          case "rejected" -> rejected = json.getLongValue();
          case "complete" -> complete = json.getBooleanValue();
          case "time" -> time = Instant.parse(json.getText());
          default -> json.skipChildren();
        }
      }
    }
    return new Entry(id, file, rows, rejected, complete, time);
  }

  @Override
  public void close() {
    producer.close();
  }
}
