package dev.gridpulse.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gridpulse.model.Topic;
import dev.gridpulse.model.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PartnerSchemasTest {
  private static final String RECEIPT =
      "{\"status\":\"%s\",\"exportId\":\"x\",\"sensor\":\"s\",\"reason\":null,\"topic\":\"gridpulse.partner.usage\",\"partition\":0,\"offset\":%d}";
  private static final String USAGE =
      "{\"exportId\":\"x\",\"sensor\":\"s\",\"period\":{\"start\":\"%s\",\"end\":\"2026-11-01T00:00:00Z\"},\"usages\":[]}";

  @AutoClose private final TestKafka kafka = TestKafka.start();

  @Test
  void findsTheMessageThatIsNotAsItsSchemaSays() throws Exception {
    send(Topics.PARTNER_USAGE, "garbage");
    send(Topics.PARTNER_USAGE, USAGE.formatted("2026-10-01T00:00:00+02:00"));
    send(Topics.PARTNER_RECEIPTS, RECEIPT.formatted("refused", 0));
    send(Topics.PARTNER_RECEIPTS, RECEIPT.formatted("accepted", 1));
    assertThat(PartnerSchemas.assertAll(kafka.bootstrapServers()))
        .containsOnly(Map.entry("usage", 1L), Map.entry("receipt", 2L));

    send(Topics.PARTNER_USAGE, USAGE.formatted("yesterday"));
    assertThat(PartnerSchemas.assertAll(kafka.bootstrapServers())).containsEntry("usage", 1L);
    send(Topics.PARTNER_RECEIPTS, RECEIPT.formatted("accepted", 2));
    assertThatThrownBy(() -> PartnerSchemas.assertAll(kafka.bootstrapServers()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("no usage", "yesterday");

    send(Topics.PARTNER_RECEIPTS, "{\"status\":\"lost\"}");
    assertThatThrownBy(() -> PartnerSchemas.assertAll(kafka.bootstrapServers()))
        .hasMessageContaining("no receipt");
    send(Topics.PARTNER_EXPORT, "{\"type\":\"day\",\"minutes\":[true]}");
    assertThatThrownBy(() -> PartnerSchemas.assertAll(kafka.bootstrapServers()))
        .hasMessageContaining("no day");
  }

  private void send(Topic topic, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(topic.name(), value.getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }
}
