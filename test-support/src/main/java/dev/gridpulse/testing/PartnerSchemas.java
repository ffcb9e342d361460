package dev.gridpulse.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.gridpulse.model.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds everything that went between us and the partner against the JSON Schemas that the partner
 * has (docs/partner). Of answers, those that were accepted: tests send others on purpose.
 */
public final class PartnerSchemas {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Schema> schemas = new HashMap<>();
  private final Map<String, Long> checked = new HashMap<>();

  private PartnerSchemas() {}

  /**
   * Looks at every message that a broker has.
   *
   * @return how many there are of each schema, which are {@code day}, {@code manifest}, {@code
   *     usage} and {@code receipt}
   * @throws AssertionError with the first message that is not as its schema says
   */
  public static Map<String, Long> assertAll(String bootstrapServers) {
    PartnerSchemas schemas = new PartnerSchemas();
    CommittedRecords.forEach(
        bootstrapServers,
        Topics.PARTNER_EXPORT,
        record -> {
          JsonNode message = json(record);
          schemas.check(
              message.path("type").asText().equals("manifest") ? "manifest" : "day", message);
        });
    Set<Long> accepted = new HashSet<>();
    CommittedRecords.forEach(
        bootstrapServers,
        Topics.PARTNER_RECEIPTS,
        record -> {
          JsonNode receipt = json(record);
          schemas.check("receipt", receipt);
          if (receipt.path("status").asText().equals("accepted")) {
            accepted.add(receipt.path("offset").asLong());
          }
        });
    CommittedRecords.forEach(
        bootstrapServers,
        Topics.PARTNER_USAGE,
        record -> {
          if (accepted.contains(record.offset())) {
            schemas.check("usage", json(record));
          }
        });
    return schemas.checked;
  }

  private void check(String name, JsonNode message) {
    var errors = schemas.computeIfAbsent(name, PartnerSchemas::schema).validate(message);
    if (!errors.isEmpty()) {
      throw new AssertionError("no %s: %s in %s".formatted(name, errors, message));
    }
    checked.merge(name, 1L, Long::sum);
  }

  private static Schema schema(String name) {
    try {
      return SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12,
              registry ->
                  registry.schemaRegistryConfig(
                      SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()))
          .getSchema(Files.readString(Path.of("..", "docs", "partner", name + ".schema.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(ConsumerRecord<byte[], byte[]> record) {
    try {
      return JSON.readTree(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
