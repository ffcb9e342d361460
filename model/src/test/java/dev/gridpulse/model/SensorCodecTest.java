package dev.gridpulse.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SensorCodecTest {
  private static final String ENTRY =
      """
      {"name":"meter 7","uuid":"6f1c2f0e-0d8a-4a53-9d4b-0a7a3c1b2d3e","unit":"kWh",\
      "kind":"counter","interval":"15m","timeZone":"Europe/Zurich","asset":"home 7",\
      "signalId":"1-1:1.8.0","location":{"latitude":47.37,"longitude":8.54},"owner":"alice",\
      "partnerConsent":true}""";
  private static final Sensor SENSOR =
      new Sensor(
          "meter 7",
          UUID.fromString("6f1c2f0e-0d8a-4a53-9d4b-0a7a3c1b2d3e"),
          "kWh",
          Sensor.Kind.COUNTER,
          Duration.ofMinutes(15),
          ZoneId.of("Europe/Zurich"),
          "home 7",
          "1-1:1.8.0",
          new Sensor.Location(47.37, 8.54),
          "alice",
          true);

  @Test
  void writesTheDocumentedText() {
    assertThat(new String(SensorCodec.encode(SENSOR), UTF_8)).isEqualTo(ENTRY);
  }

  @Test
  void writesNoFieldThatIsUnknown() {
    assertThat(new String(SensorCodec.encode(Sensor.named("s")), UTF_8))
        .isEqualTo("{\"name\":\"s\"}");
  }

  @Test
  void bringsEverySensorBack() throws MalformedJson {
    Random random = Samples.random();
    for (int i = 0; i < 2_000; i++) {
      Sensor sensor = sensor(random);

      Sensor decoded = SensorCodec.decode(SensorCodec.encode(sensor));

      assertThat(decoded).isEqualTo(sensor);
    }
  }

  @Test
  void agreesWithDatabindBothWays() throws MalformedJson {
    Random random = Samples.random();
    for (int i = 0; i < 2_000; i++) {
      Sensor sensor = sensor(random);

      JsonNode tree = Samples.databind(SensorCodec.encode(sensor));

      assertThat(tree).isEqualTo(tree(sensor));
      assertThat(SensorCodec.decode(Samples.databind(tree(sensor)))).isEqualTo(sensor);
    }
  }

  @Test
  void takesANullForAnAbsentField() throws MalformedJson {
    String json =
        """
        {"name":"s","uuid":null,"unit":null,"kind":null,"interval":null,"timeZone":null,
         "asset":null,"signalId":null,"location":null,"owner":null,"partnerConsent":null}""";

    assertThat(SensorCodec.decode(json.getBytes(UTF_8))).isEqualTo(Sensor.named("s"));
  }

  @Test
  void passesOverUnknownFields() throws MalformedJson {
    String json =
        ENTRY
            .replace("\"name\"", "\"a\":{\"name\":[\"x\"]},\"name\"")
            .replace("\"latitude\"", "\"altitude\":[{\"latitude\":1}],\"latitude\"")
            .replace("\"owner\"", "\"b\":%s,\"owner\"".formatted("7".repeat(2_000)));

    assertThat(SensorCodec.decode(json.getBytes(UTF_8))).isEqualTo(SENSOR);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        // (text in the good entry, what stands there instead, what the message names)
        Arguments.of(ENTRY, "", "not a JSON object"),
        Arguments.of(ENTRY, "null", "not a JSON object"),
        Arguments.of(ENTRY, ENTRY + ENTRY, "behind"),
        Arguments.of(ENTRY, "{\"name\":\"s\"", "not JSON: "),
        Arguments.of(ENTRY, "{\"name\":\"s\",\"name\":\"s\"}", "name"),
        Arguments.of(ENTRY, "{\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}", "nest"),
        Arguments.of("\"name\":\"meter 7\",", "", "no field \"name\""),
        Arguments.of("\"name\":\"meter 7\"", "\"name\":null", "no field \"name\""),
        Arguments.of("\"name\":\"meter 7\"", "\"name\":7", "\"name\" is not a text"),
        Arguments.of("\"meter 7\"", "\"\"", "name is empty"),
        Arguments.of("\"meter 7\"", "\"" + "x".repeat(201) + "\"", "201"),
        Arguments.of("\"meter 7\"", "\"\\u0007\"", "U+0007"),
        Arguments.of("\"meter 7\"", "\"\\ud800\"", "half a surrogate pair"),
        Arguments.of("6f1c2f0e-", "", "\"uuid\""),
        Arguments.of("6f1c2f0e-", "g", "\"uuid\""),
        Arguments.of("\"6f1c2f0e-0d8a-4a53-9d4b-0a7a3c1b2d3e\"", "1", "\"uuid\" is not a text"),
        Arguments.of("\"kWh\"", "[\"kWh\"]", "\"unit\" is not a text"),
        Arguments.of("\"kWh\"", "\"\\u0000\"", "\"unit\" has a NUL"),
        Arguments.of("\"kWh\"", "\"\\udc00\"", "\"unit\" has half a surrogate pair"),
        Arguments.of("\"counter\"", "\"COUNTER\"", "power, counter, gauge"),
        Arguments.of("\"counter\"", "\"\\ud800\"", "\"kind\""),
        Arguments.of("\"15m\"", "15", "\"interval\" is not a text"),
        Arguments.of("\"15m\"", "\"15 min\"", "\"interval\": \"15 min\" is no duration"),
        Arguments.of("\"15m\"", "\"0s\"", "\"interval\""),
        Arguments.of("\"15m\"", "\"-1s\"", "\"interval\""),
        Arguments.of("\"15m\"", "\"999999999999w\"", "\"interval\""),
        // A duration, but more than the database's intervals hold.
        Arguments.of("\"15m\"", "\"9999999999w\"", "\"interval\""),
        Arguments.of("\"15m\"", "\"\u0661s\"", "\"interval\""),
        Arguments.of("Europe/Zurich", "Europe/Zuerich", "\"timeZone\""),
        Arguments.of("Europe/Zurich", "+25:00", "\"timeZone\""),
        Arguments.of("\"home 7\"", "true", "\"asset\" is not a text"),
        Arguments.of("\"1-1:1.8.0\"", "1.8", "\"signalId\" is not a text"),
        Arguments.of("\"latitude\":47.37,", "", "\"location\""),
        Arguments.of("\"longitude\":8.54", "\"longitude\":\"8.54\"", "\"location\""),
        Arguments.of("47.37", "90.1", "\"location\" is not on Earth"),
        Arguments.of("8.54", "-180.1", "\"location\" is not on Earth"),
        Arguments.of("8.54", "NaN", "\"location\" is not on Earth"),
        Arguments.of("8.54", "1e999", "\"location\" is not on Earth"),
        Arguments.of("{\"latitude\":47.37,\"longitude\":8.54}", "[47.37,8.54]", "\"location\""),
        Arguments.of("{\"latitude\":47.37,\"longitude\":8.54}", "\"Bern\"", "\"location\""),
        Arguments.of("\"alice\"", "{\"name\":\"alice\"}", "\"owner\" is not a text"),
        Arguments.of("true", "\"yes\"", "\"partnerConsent\""),
        Arguments.of("true", "1", "\"partnerConsent\""));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesWhatIsNoSensorAndNamesTheField(String part, String instead, String named) {
    assertThat(ENTRY).contains(part);
    byte[] json = ENTRY.replace(part, instead).getBytes(UTF_8);

    assertThatExceptionOfType(MalformedJson.class)
        .isThrownBy(() -> SensorCodec.decode(json))
        .withMessageContaining(named);
  }

  @Test
  void refusesAnEntryThatEndsEarlyWhereverItEnds() {
    byte[] whole = ENTRY.getBytes(UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] start = Arrays.copyOf(whole, length);

      assertThatExceptionOfType(MalformedJson.class)
          .as("the first %d bytes", length)
          .isThrownBy(() -> SensorCodec.decode(start));
    }
  }

  @Test
  void throwsNothingButMalformedJsonForDamagedEntries() {
    Random random = Samples.random();
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] entry = ENTRY.getBytes(UTF_8);
      for (int times = random.nextInt(3); times >= 0; times--) {
        entry[random.nextInt(entry.length)] = (byte) random.nextInt(256);
      }
      try {
        Sensor sensor = SensorCodec.decode(entry);
        // Whatever is accepted can be written again.
        assertThat(SensorCodec.decode(SensorCodec.encode(sensor))).isEqualTo(sensor);
      } catch (MalformedJson e) {
        assertThat(e.reason()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 19_000);
  }

  @Test
  void cannotHoldAnIntervalThatItsTextCannotCarry() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> withInterval(Duration.ofNanos(999_999)))
        .withMessageContaining("\"interval\"");
    assertThat(withInterval(Duration.ofMillis(1)).interval()).isEqualTo(Duration.ofMillis(1));
  }

  private static Sensor withInterval(Duration interval) {
    return new Sensor("s", null, null, null, interval, null, null, null, null, null, null);
  }

  private static Sensor sensor(Random random) {
    List<String> zones = new ArrayList<>(ZoneId.getAvailableZoneIds());
    return new Sensor(
        Samples.name(random),
        maybe(random, () -> new UUID(random.nextLong(), random.nextLong())),
        maybe(random, () -> Samples.name(random)),
        maybe(random, () -> Samples.oneOf(random, List.of(Sensor.Kind.values()))),
        maybe(random, () -> Duration.ofMillis(1 + random.nextLong(300_000_000_000L))),
        maybe(random, () -> ZoneId.of(Samples.oneOf(random, zones))),
        maybe(random, () -> Samples.name(random)),
        maybe(random, () -> Samples.name(random)),
        maybe(
            random,
            () -> new Sensor.Location(random.nextDouble(-90, 90), random.nextDouble(-180, 180))),
        maybe(random, () -> Samples.name(random)),
        maybe(random, random::nextBoolean));
  }

  private static <T> @Nullable T maybe(Random random, Supplier<T> value) {
    return random.nextInt(3) == 0 ? null : value.get();
  }

  private static ObjectNode tree(Sensor sensor) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode().put("name", sensor.name());
    put(tree, "uuid", sensor.uuid());
    put(tree, "unit", sensor.unit());
    if (sensor.kind() != null) {
      tree.put(
          "kind",
          switch (sensor.kind()) {
            case POWER -> "power";
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
          });
    }
    put(tree, "interval", sensor.interval() == null ? null : Durations.format(sensor.interval()));
    put(tree, "timeZone", sensor.timeZone());
    put(tree, "asset", sensor.asset());
    put(tree, "signalId", sensor.signalId());
    if (sensor.location() != null) {
      tree.putObject("location")
          .put("latitude", sensor.location().latitude())
          .put("longitude", sensor.location().longitude());
    }
    put(tree, "owner", sensor.owner());
    if (sensor.partnerConsent() != null) {
      tree.put("partnerConsent", sensor.partnerConsent());
    }
    return tree;
  }

  private static void put(ObjectNode tree, String field, @Nullable Object value) {
    if (value != null) {
      tree.put(field, value.toString());
    }
  }
}
