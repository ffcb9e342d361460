package dev.gridpulse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensorsContractTest {
  private static Api api;

  @BeforeAll
  static void start() {
    api = Api.start();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void aSensorShowsItsRegistryEntryAndWhatIsHeldOfIt() {
    api.sql(
        """
        INSERT INTO sensor (name, uuid, unit, kind, sampling_interval, time_zone, asset, signal_id,
                            latitude, longitude, owner, partner_consent)
        VALUES ('full', 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', 'kW', 'power', '15 min',
                'Europe/Zurich', 'plant 7', 'S-1', 47.5, 8.25, 'anna', true)
        """,
        "INSERT INTO reading_log SELECT id, '2021-05-02T10:00:00Z', 1.5, 1 FROM sensor WHERE name = 'full'",
        "INSERT INTO reading_log SELECT id, '2021-05-02T10:15:00Z', 2.5, 1 FROM sensor WHERE name = 'full'",
        "INSERT INTO aggregate_1m SELECT id, '2021-05-02T10:00:00Z', 1, 1, 1, 1, 1, 0 FROM sensor WHERE name = 'full'",
        "INSERT INTO aggregate_15m SELECT id, '2021-05-02T10:00:00Z', 1, 1, 1, 1, 1, 0 FROM sensor WHERE name = 'full'");
    assertThat(api.get("/api/v1/sensors/full").text())
        .isEqualTo(
            "{\"name\":\"full\",\"uuid\":\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\",\"unit\":\"kW\","
                + "\"kind\":\"power\",\"interval\":\"15m\",\"timeZone\":\"Europe/Zurich\","
                + "\"asset\":\"plant 7\",\"signalId\":\"S-1\","
                + "\"location\":{\"latitude\":47.5,\"longitude\":8.25},\"owner\":\"anna\","
                + "\"partnerConsent\":true,"
                + "\"firstReading\":{\"time\":\"2021-05-02T10:00:00Z\",\"value\":1.5},"
                + "\"lastReading\":{\"time\":\"2021-05-02T10:15:00Z\",\"value\":2.5},"
                + "\"resolutions\":[\"1m\",\"15m\"]}");
  }

  @Test
  void theListHasEverySensorInOrderOfItsName() {
    api.sql("INSERT INTO sensor (name) VALUES ('list b'), ('list a')");
    JsonNode sensors = api.get("/api/v1/sensors").ok().get("sensors");
    assertThat(sensors.findValuesAsText("name")).isSorted().contains("list a", "list b");
    JsonNode bare = sensors.get(sensors.findValuesAsText("name").indexOf("list a"));
    assertThat(bare.get("kind").textValue()).isEqualTo("gauge");
    assertThat(bare.get("unit").isNull()).isTrue();
    assertThat(bare.get("lastReading").isNull()).isTrue();
    assertThat(bare.get("resolutions")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "a/b",
        "/",
        "a//b/readings",
        "100 %",
        "%2F",
        "a+b",
        "a b",
        "Zählerstand",
        "say \"hi\"",
        "it's",
        "⚡️ meter 🚗",
        "a?b=c&d=e#f",
        "{name}",
        "a;b=c",
        "back\\slash",
        "..",
        ".",
        "'; DROP TABLE sensor; --",
        " leading and trailing ",
      })
  void aNameMayHaveAnyCharacter(String name) throws SQLException {
    insert(name);
    String path = "/api/v1/sensors/" + Api.escaped(name).replace(".", "%2E");
    assertThat(api.get(path).ok().get("name").textValue()).isEqualTo(name);
    assertThat(
            api.get(path + "/readings?start=2021-05-02T10:00:00Z&end=2021-05-02T10:00:00Z")
                .ok()
                .get("sensor")
                .textValue())
        .isEqualTo(name);
    assertThat(
            api.get(
                    path
                        + "/aggregates?start=2021-05-02T10:00:00Z&end=2021-05-02T10:00:00Z&resolution=1h")
                .ok()
                .get("sensor")
                .textValue())
        .isEqualTo(name);
  }

  @Test
  void aPlusInAPathIsAPlus() throws SQLException {
    insert("one+two");
    assertThat(api.get("/api/v1/sensors/one+two").ok().get("name").textValue())
        .isEqualTo("one+two");
  }

  @Test
  void aNameMayBeAsLongAsTheRuleAllows() throws SQLException {
    String name = "🚗".repeat(200);
    insert(name);
    assertThat(api.get("/api/v1/sensors/" + Api.escaped(name)).ok().get("name").textValue())
        .isEqualTo(name);
    api.get("/api/v1/sensors/" + Api.escaped(name + "🚗")).assertProblem(404, "There is no sensor");
  }

  @Test
  void anEntryWithAZoneThatIsNotKnownHereDoesNotHideTheOthers() {
    api.sql("INSERT INTO sensor (name, time_zone) VALUES ('elsewhere', 'Mars/Olympus')");
    assertThat(api.get("/api/v1/sensors").status()).isEqualTo(200);
    assertThat(api.get("/api/v1/sensors/elsewhere").ok().get("timeZone").isNull()).isTrue();
  }

  private static void insert(String name) throws SQLException {
    try (Connection connection = api.connect();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO sensor (name) VALUES (?)")) {
      insert.setString(1, name);
      insert.executeUpdate();
    }
  }
}
