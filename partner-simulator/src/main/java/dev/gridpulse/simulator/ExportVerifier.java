package dev.gridpulse.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes the records of the topic of exports in their order, and says at each manifest whether it is
 * right. It keeps of an export what it counts, and its sensors.
 */
public final class ExportVerifier {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MessageDigest digest = sha256();
  private final Map<String, String> zones = new LinkedHashMap<>();
  private final Set<String> days = new HashSet<>();
  private final Set<String> exportIds = new HashSet<>();
  private final List<String> problems = new ArrayList<>();
  private long expectedMinutes;
  private long sentMinutes;
  private long firstOffset = -1;
  private long lastOffset = -1;

  /**
   * An export that has been read to its end.
   *
   * @param manifest its last record
   * @param zones the time zone of each sensor, in the order in which they came
   * @param problems what is not as the manifest says; none when it is right
   */
  public record Export(JsonNode manifest, Map<String, String> zones, List<String> problems) {
    public Export {
      zones = new LinkedHashMap<>(zones);
      problems = List.copyOf(problems);
    }

    /** Its id, which answers quote. */
    public String id() {
      return manifest.path("id").asText();
    }

    /** Whether all is as the manifest says. */
    public boolean isRight() {
      return problems.isEmpty();
    }
  }

  /**
   * Takes the next record.
   *
   * @return the export, when the record is its manifest
   */
  public Optional<Export> take(ConsumerRecord<byte[], byte[]> record) {
    JsonNode json = parse(record.value());
    if (json.path("type").asText().equals("day")) {
      takeDay(json, record);
      return Optional.empty();
    }
    if (!json.path("type").asText().equals("manifest")) {
      throw new IllegalStateException("neither day nor manifest: " + json);
    }
    check(json);
    Export export = new Export(json, zones, problems);
    forget();
    return Optional.of(export);
  }

  private static JsonNode parse(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void takeDay(JsonNode day, ConsumerRecord<byte[], byte[]> record) {
    digest.update(record.value());
    digest.update((byte) '\n');
    String sensor = day.path("sensor").asText();
    zones.put(sensor, day.path("timeZone").asText());
    exportIds.add(day.path("exportId").asText());
    if (!days.add(sensor + "|" + day.path("date").asText())) {
      problems.add("twice: " + sensor + " on " + day.path("date").asText());
    }
    expectedMinutes += day.path("minutes").size();
    for (JsonNode minute : day.path("minutes")) {
      sentMinutes += minute.isNull() ? 0 : 1;
    }
    firstOffset = firstOffset < 0 ? record.offset() : firstOffset;
    lastOffset = record.offset();
  }

  private void check(JsonNode manifest) {
    check("exportId", Set.of(manifest.path("id").asText()), exportIds);
    check("sensors", manifest.path("sensors").asLong(), (long) zones.size());
    check("days", manifest.path("days").asLong(), (long) days.size());
    check("expectedMinutes", manifest.path("expectedMinutes").asLong(), expectedMinutes);
    check("sentMinutes", manifest.path("sentMinutes").asLong(), sentMinutes);
    check("offsets.first", manifest.path("offsets").path("first").asLong(), firstOffset);
    check("offsets.last", manifest.path("offsets").path("last").asLong(), lastOffset);
    check("sha256", manifest.path("sha256").asText(), HexFormat.of().formatHex(digest.digest()));
  }

  private void check(String what, Object said, Object seen) {
    if (!said.equals(seen)) {
      problems.add("%s: the manifest says %s, there is %s".formatted(what, said, seen));
    }
  }

  /** Begins anew, where reading begins anew. */
  void forget() {
    digest = sha256();
    zones.clear();
    days.clear();
    exportIds.clear();
    problems.clear();
    expectedMinutes = 0;
    sentMinutes = 0;
    firstOffset = -1;
    lastOffset = -1;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
