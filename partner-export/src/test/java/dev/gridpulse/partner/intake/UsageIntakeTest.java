package dev.gridpulse.partner.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.model.ExportManifest;
import dev.gridpulse.model.Topics;
import dev.gridpulse.partner.Installation;
import dev.gridpulse.partner.PartnerExport;
import dev.gridpulse.partner.export.ExportJob;
import dev.gridpulse.partner.export.ExportListener;
import dev.gridpulse.simulator.ExportVerifier;
import dev.gridpulse.simulator.PartnerSimulator;
import dev.gridpulse.testing.PartnerSchemas;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a partner may send, and what becomes of it. */
class UsageIntakeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String WATER = "{\"usage\":\"water heater\",\"share\":0.2}";

  private final Installation installation = new Installation();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private PartnerExport role;
  private KafkaProducer<byte[], byte[]> partner;

  @BeforeEach
  void start() throws Exception {
    installation.sensor("home_00001", "UTC", "W", "power", true);
    installation.sensor("home_00002", "UTC", "W", "power", true);
    installation.sensor("home_00003", "UTC", "W", "power", false);
    installation.readings("home_00001", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z", "10 min");
    var _ = installation.jobAt("2026-11-10T00:00:00Z").run(LocalDate.parse("2026-11-01"));
    role = PartnerExport.start(installation.settings(), meters);
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", installation.kafka().bootstrapServers());
    settings.put("max.request.size", 20 << 20);
    settings.put("compression.type", "lz4");
    partner = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void stop() {
    partner.close();
    role.close();
    installation.close();
  }

  @Test
  void refusesEachWrongAnswerWithItsReasonAndStoresTheOthers() throws Exception {
    Map<String, String> wrong =
        Map.ofEntries(
            Map.entry("garbage", "not JSON"),
            Map.entry("[]", "not a JSON object"),
            Map.entry("{}", "no field \"exportId\""),
            Map.entry(answer("2026-11-02_UTC", "home_00001", WATER), "there is no export"),
            Map.entry(answer("2026-11-01_UTC", "home_00003", WATER), "is not in the export"),
            Map.entry(answer("2026-11-01_UTC", "nobody", WATER), "is not in the export"),
            Map.entry(answer("2026-11-01_UTC", "home_00001", WATER + "," + WATER), "twice"),
            Map.entry(answer("2026-11-01_UTC", "home_00001", share("-0.1")), "not 0 to 1"),
            Map.entry(answer("2026-11-01_UTC", "home_00001", share("\"a\"")), "finite number"),
            Map.entry(
                answer("2026-11-01_UTC", "home_00001", WATER + "," + share("0.81")), "add up to"),
            Map.entry(
                answer("2026-11-01_UTC", "home_00001", WATER).replace("10-01T", "09-01T"),
                "not within that of the export"),
            Map.entry(answer("2026-11-01_UTC\\u0000", "home_00001", WATER), "exportId"),
            Map.entry(answer("2026-11-01_UTC", "home\\ud800", WATER), "half a surrogate"),
            Map.entry(
                answer("2026-11-01_UTC", "home_00001", WATER).replace("T00:00:00Z", ""),
                "no time with an offset"));
    send("home_00001", answer("2026-11-01_UTC", "home_00001", WATER));
    wrong.keySet().forEach(text -> send("home_00001", text));
    send("home_00001", (byte @Nullable []) null);
    send("home_00002", answer("2026-11-01_UTC", "home_00002", WATER));

    List<JsonNode> receipts = receipts(wrong.size() + 3);
    List<String> refused =
        receipts.stream()
            .filter(receipt -> receipt.path("status").asText().equals("refused"))
            .map(receipt -> receipt.path("reason").asText())
            .toList();
    assertThat(refused).hasSize(wrong.size() + 1).anyMatch(reason -> reason.contains("no value"));
    wrong.values().forEach(part -> assertThat(refused).anyMatch(reason -> reason.contains(part)));
    assertThat(stored()).isEqualTo("home_00001:water heater=0.2 home_00002:water heater=0.2");
    assertThat(records("gridpulse.rejects")).hasSize(wrong.size() + 1);
    assertThat(meters.counter("gridpulse.usage.accepted").count()).isEqualTo(2);
    assertThat(meters.counter("gridpulse.usage.refused").count()).isEqualTo(wrong.size() + 1);
  }

  @Test
  void refusesTenMegabytesAndGoesOn() throws Exception {
    byte[] noise = new byte[10 << 20];
    new Random(1).nextBytes(noise);
    send("home_00001", noise);
    String spaces = " ".repeat(10 << 20);
    send("home_00001", answer("2026-11-01_UTC", "home_00001", WATER) + spaces);
    send("home_00002", answer("2026-11-01_UTC", "home_00002", WATER));

    List<JsonNode> receipts = receipts(3);
    assertThat(receipts.getFirst().path("reason").asText()).contains("bytes, at most 65,536");
    assertThat(receipts.get(1).path("reason").asText()).contains("bytes, at most 65,536");
    assertThat(stored()).isEqualTo("home_00002:water heater=0.2");
    for (ConsumerRecord<byte[], byte[]> reject : installation.records(Topics.REJECTS)) {
      assertThat(JSON.readTree(reject.value()).path("raw").asText()).hasSizeLessThan(5000);
    }
  }

  @Test
  void takesTheLaterOfTwoAnswersAlsoWhenItReadsThemAgain() throws Exception {
    send("home_00001", answer("2026-11-01_UTC", "home_00001", WATER));
    send("elsewhere", answer("2026-11-01_UTC", "home_00001", share("0.3")));
    send("home_00001", answer("2026-11-01_UTC", "home_00001", share("0.3")));
    assertThat(receipts(3)).allMatch(receipt -> receipt.path("reason").isNull());
    assertThat(stored()).isEqualTo("home_00001:oven=0.3");

    // As after a crash before the offsets were committed.
    role.close();
    try (Admin admin = installation.kafka().admin()) {
      admin.deleteConsumerGroups(List.of(UsageListener.GROUP)).all().get();
    }
    role = PartnerExport.start(installation.settings(), meters);
    List<JsonNode> again = receipts(6);
    assertThat(again.subList(3, 6)).isEqualTo(again.subList(0, 3));
    assertThat(stored()).isEqualTo("home_00001:oven=0.3");
  }

  @Test
  void storesALateAnswerBesideThatOfALaterExport() throws Exception {
    var _ = installation.jobAt("2026-12-10T00:00:00Z").run(LocalDate.parse("2026-12-01"));
    send(
        "home_00001",
        answer("2026-12-01_UTC", "home_00001", WATER)
            .replace("2026-11-01T", "2026-12-01T")
            .replace("2026-10-01T", "2026-11-01T"));
    send("home_00001", answer("2026-11-01_UTC", "home_00001", share("0.5")));

    assertThat(receipts(2)).allMatch(receipt -> receipt.path("status").asText().equals("accepted"));
    assertThat(
            installation.query(
                "SELECT string_agg(export_id || '=' || shares[1], ' ' ORDER BY export_id) FROM usage_split"))
        .isEqualTo("2026-11-01_UTC=0.5 2026-12-01_UTC=0.2");
  }

  @Test
  void waitsForADatabaseThatIsAway() throws Exception {
    installation.sql("ALTER TABLE usage_split RENAME TO hidden");
    send("home_00001", answer("2026-11-01_UTC", "home_00001", WATER));
    send("home_00002", answer("2026-11-01_UTC", "home_00002", WATER));
    await()
        .during(Duration.ofSeconds(3))
        .atMost(PATIENCE)
        .until(() -> records(Topics.PARTNER_RECEIPTS.name()).isEmpty());
    installation.sql("ALTER TABLE hidden RENAME TO usage_split");

    assertThat(receipts(2)).allMatch(receipt -> receipt.path("status").asText().equals("accepted"));
    assertThat(stored()).isEqualTo("home_00001:water heater=0.2 home_00002:water heater=0.2");
  }

  @Test
  void isAnsweredByTheSimulator() throws Exception {
    Map<String, Object> kafka =
        Map.of("bootstrap.servers", installation.kafka().bootstrapServers());
    try (PartnerSimulator simulator = PartnerSimulator.start(kafka, 1)) {
      List<JsonNode> receipts = receipts(2);
      assertThat(receipts).allMatch(receipt -> receipt.path("status").asText().equals("accepted"));
      assertThat(simulator.verified()).containsOnlyKeys("2026-11-01_UTC");
      assertThat(simulator.verified().values()).allMatch(ExportVerifier.Export::isRight);
    }
    assertThat(stored())
        .contains("home_00001:", "fridge=", "home_00002:")
        .doesNotContain("standby");
    assertThat(PartnerSchemas.assertAll(installation.kafka().bootstrapServers()))
        .containsOnly(
            Map.entry("day", 62L),
            Map.entry("manifest", 1L),
            Map.entry("usage", 2L),
            Map.entry("receipt", 2L));
  }

  /** As where a process ends between the commit of an export and its note in the tables. */
  @Test
  void takesAnAnswerToAnExportThatOnlyThePartnerKnows() throws Exception {
    ExportListener end =
        new ExportListener() {
          @Override
          public void committed(ExportManifest manifest) {
            throw new IllegalStateException("the end");
          }
        };
    Clock clock = Clock.fixed(Instant.parse("2026-11-10T00:00:00Z"), ZoneOffset.UTC);
    ExportJob job = new ExportJob(installation.settings(), clock, end);
    assertThatThrownBy(() -> job.run(LocalDate.parse("2026-11-02"))).hasMessage("the end");
    assertThat(installation.exports()).last().returns("2026-11-02_UTC", ExportVerifier.Export::id);
    assertThat(installation.query("SELECT count(*) FROM partner_export")).isEqualTo("1");

    send(
        "home_00001",
        answer("2026-11-02_UTC", "home_00001", WATER).replace("2026-10-01T", "2026-10-02T"));
    send("home_00002", answer("2026-11-03_UTC", "home_00002", WATER));

    List<JsonNode> receipts = receipts(2);
    assertThat(receipts.getFirst().path("reason").isNull()).isTrue();
    assertThat(receipts.getLast().path("reason").asText()).contains("there is no export");
    assertThat(stored()).isEqualTo("home_00001:water heater=0.2");
  }

  private static String answer(String exportId, String sensor, String usages) {
    return "{\"exportId\":\"%s\",\"sensor\":\"%s\",\"period\":{\"start\":\"2026-10-01T00:00:00Z\",\"end\":\"2026-11-01T00:00:00Z\"},\"usages\":[%s]}"
        .formatted(exportId, sensor, usages);
  }

  private static String share(String share) {
    return "{\"usage\":\"oven\",\"share\":%s}".formatted(share);
  }

  private void send(String key, String value) {
    send(key, value.getBytes(StandardCharsets.UTF_8));
  }

  private void send(String key, byte @Nullable [] value) {
    try {
      partner
          .send(
              new ProducerRecord<>(
                  Topics.PARTNER_USAGE.name(), key.getBytes(StandardCharsets.UTF_8), value))
          .get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private List<JsonNode> receipts(int expected) {
    await()
        .atMost(PATIENCE)
        .until(() -> records(Topics.PARTNER_RECEIPTS.name()).size() >= expected);
    List<JsonNode> receipts = records(Topics.PARTNER_RECEIPTS.name());
    assertThat(receipts).hasSize(expected);
    return receipts;
  }

  private List<JsonNode> records(String topic) {
    List<JsonNode> values = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record :
        installation.records(
            Topics.all().stream()
                .filter(each -> each.name().equals(topic))
                .findAny()
                .orElseThrow())) {
      try {
        values.add(JSON.readTree(record.value()));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return values;
  }

  private String stored() {
    return installation.query(
        """
        SELECT string_agg(name || ':' || (SELECT string_agg(u || '=' || s, ',') FROM unnest(usages, shares) AS each (u, s)),
                          ' ' ORDER BY name)
        FROM usage_split JOIN sensor ON id = sensor_id
        """);
  }
}
