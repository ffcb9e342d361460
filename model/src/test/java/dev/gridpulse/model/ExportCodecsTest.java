package dev.gridpulse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages between us and the partner. */
class ExportCodecsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LocalDate DATE = LocalDate.parse("2026-10-25");

  @Test
  void writesADayAsEveryJsonReaderUnderstandsIt() throws Exception {
    double[] minutes = {1.5, Double.NaN, -0.1, 1e100, 1.0 / 3, 0};
    ExportDay day = ExportDay.of("a \"b\",\"unit\":ä", DATE, "Europe/Berlin", "W\"", minutes);

    JsonNode json = JSON.readTree(ExportDayCodec.encode("id", 3, day));

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "type", "exportId", "sensor", "date", "timeZone", "revision", "unit", "minutes");
    assertThat(json.get("sensor").textValue()).isEqualTo("a \"b\",\"unit\":ä");
    assertThat(json.get("unit").textValue()).isEqualTo("W\"");
    assertThat(json.get("revision").intValue()).isEqualTo(3);
    assertThat(json.get("minutes").get(1).isNull()).isTrue();
    for (int i = 0; i < minutes.length; i++) {
      if (i != 1) {
        assertThat(json.get("minutes").get(i).doubleValue()).isEqualTo(minutes[i]);
      }
    }
  }

  @Test
  void readsBackTheDayThatItWrote() throws Exception {
    ExportDay day = ExportDay.of("a\",\"unit\":1", DATE, "UTC", null, new double[] {1, 2});
    byte[] value = ExportDayCodec.encode("id", 7, day);

    ExportDayCodec.Sent sent = ExportDayCodec.decode(value);

    assertThat(sent.exportId()).isEqualTo("id");
    assertThat(sent.revision()).isEqualTo(7);
    assertThat(sent.day().sensor()).isEqualTo(day.sensor());
    assertThat(sent.day().date()).isEqualTo(DATE);
    assertThat(sent.day().digest()).isEqualTo(day.digest());
    assertThat(ExportDayCodec.encode("id", 7, sent.day())).isEqualTo(value);
  }

  @Test
  void tellsDaysApartByTheirDigests() {
    double[] minutes = {1, Double.NaN};
    String digest = ExportDay.of("a", DATE, "UTC", "W", minutes).digest();

    assertThat(ExportDay.of("a", DATE, "UTC", "W", minutes.clone()).digest()).isEqualTo(digest);
    assertThat(ExportDay.of("a", DATE, "UTC", "kW", minutes).digest()).isNotEqualTo(digest);
    assertThat(ExportDay.of("a", DATE, "Asia/Kolkata", "W", minutes).digest()).isNotEqualTo(digest);
    assertThat(ExportDay.of("a", DATE, "UTC", "W", new double[] {1, 1}).digest())
        .isNotEqualTo(digest);
  }

  @Test
  void readsBackTheManifestThatItWrote() throws Exception {
    ExportManifest manifest =
        new ExportManifest(
            "2026-11-01_Europe_Berlin",
            LocalDate.parse("2026-11-01"),
            "Europe/Berlin",
            1,
            Instant.parse("2026-09-30T22:00:00Z"),
            Instant.parse("2026-10-31T23:00:00Z"),
            2,
            62,
            1,
            89_400,
            89_000,
            new ExportManifest.Offsets(0, 5, 66),
            "ab");
    byte[] value = ExportManifestCodec.encode(manifest);

    assertThat(ExportManifestCodec.decode(value)).isEqualTo(manifest);
    assertThat(JSON.readTree(value).at("/period/start").textValue())
        .isEqualTo("2026-10-01T00:00:00+02:00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"type\":\"manifest\"}", "{\"unit\":1}", "x,\"unit\":"})
  void refusesWhatIsNeither(String text) {
    byte[] value = text.getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> ExportManifestCodec.decode(value)).isInstanceOf(MalformedJson.class);
    assertThatThrownBy(() -> ExportDayCodec.decode(value)).isInstanceOf(MalformedJson.class);
  }

  @Test
  void readsBackTheAnswerThatItWrote() throws Exception {
    UsageSplit split =
        new UsageSplit(
            "id",
            "s",
            Instant.parse("2026-10-01T00:00:00Z"),
            Instant.parse("2026-11-01T00:00:00Z"),
            List.of(new UsageSplit.Share("a", 0.1), new UsageSplit.Share("b", 0.9)));

    assertThat(UsageSplitCodec.decode(UsageSplitCodec.encode(split))).isEqualTo(split);
  }

  @Test
  void toleratesWhatDecimalsLoseInBinary() {
    List<UsageSplit.Share> shares =
        List.of(
            new UsageSplit.Share("a", 0.7),
            new UsageSplit.Share("b", 0.1),
            new UsageSplit.Share("c", 0.1),
            new UsageSplit.Share("d", 0.1 + 1e-16));

    assertThat(new UsageSplit("id", "s", Instant.EPOCH, Instant.EPOCH.plusSeconds(1), shares))
        .isNotNull();
  }
}
