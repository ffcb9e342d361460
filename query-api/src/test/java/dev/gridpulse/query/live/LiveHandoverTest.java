package dev.gridpulse.query.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.testing.TestKafka;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the aggregator, which stores readings and computes windows. */
class LiveHandoverTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static TestKafka kafka;
  private static LiveApi api;

  @BeforeAll
  static void start() {
    kafka = TestKafka.start();
    api = new LiveApi(kafka.bootstrapServers());
    api.startAggregator(folder);
  }

  @AfterAll
  static void stop() {
    api.close();
    kafka.close();
  }

  @Test
  void historyAndWhatFollowsHaveNeitherHoleNorOverlap() throws Exception {
    api.sensors("seam");
    long from = System.currentTimeMillis();
    AtomicInteger sent = new AtomicInteger();
    AtomicBoolean sending = new AtomicBoolean(true);
    Thread publisher =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (sending.get()) {
                    // Records of one and of several readings.
                    int size = 1 + sent.get() % 4;
                    long[] times = new long[size];
                    double[] values = new double[size];
                    for (int i = 0; i < size; i++) {
                      int number = sent.getAndIncrement();
                      times[i] = from + number;
                      values[i] = number;
                    }
                    api.publish("seam", times, values);
                    pause();
                  }
                });
    try {
      for (int round = 0; round < 10; round++) {
        JsonNode page = history("seam", from);
        List<Double> values = new ArrayList<>();
        page.get("readings").forEach(reading -> values.add(reading.get("value").doubleValue()));
        if (page.get("live").isNull()) {
          assertThat(values).isEmpty();
          continue;
        }
        int enough = sent.get() + 50;
        try (EventClient client =
            api.listen(
                "/api/v1/sensors/seam/live?event=reading&lastEventId="
                    + page.get("live").textValue())) {
          client.awaitEvent(event -> event.value() >= enough);
          values.addAll(client.values("seam"));
        }
        for (int i = 0; i < values.size(); i++) {
          assertThat(values.get(i)).as("round %d", round).isEqualTo(i);
        }
        assertThat(values).hasSizeGreaterThan(enough);
      }
    } finally {
      sending.set(false);
      publisher.join();
    }
  }

  private static JsonNode history(String sensor, long from) throws Exception {
    return JSON.readTree(
        api.get(
                "/api/v1/sensors/%s/readings?start=%s&end=%s&limit=50000"
                    .formatted(
                        sensor,
                        Instant.ofEpochMilli(from),
                        Instant.ofEpochMilli(from).plusSeconds(86_000)),
                LiveApi.operator())
            .body());
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void windowsComeAsTheyRunAndWhenTheyHavePassed() {
    api.sensors("windows");
    long quarter = System.currentTimeMillis() / 900_000 * 900_000 - 900_000;
    try (EventClient client = api.listen("/api/v1/sensors/windows/live").awaitBegin()) {
      for (int second = 0; second <= 62; second++) {
        api.publish("windows", quarter + second * 1_000L, second);
      }
      client.awaitEvent(event -> is(event, "5s", quarter, true));
      client.awaitEvent(event -> is(event, "5s", quarter + 55_000, true));
      client.awaitEvent(event -> is(event, "1m", quarter, true));
      client.awaitEvent(event -> is(event, "15m", quarter, false));
      client.awaitEvent(event -> is(event, "1m", quarter + 60_000, false));
      JsonNode minute =
          client.events("aggregate").stream()
              .filter(event -> is(event, "1m", quarter, true))
              .toList()
              .getLast()
              .data();
      assertThat(minute)
          .hasToString(
              "{\"sensor\":\"windows\",\"resolution\":\"1m\",\"start\":\"%s\",\"count\":60,\"mean\":29.5,\"median\":29.5,\"min\":0.0,\"max\":59.0,\"complete\":true}"
                  .formatted(Instant.ofEpochMilli(quarter)));
      assertThat(client.values("windows")).hasSize(63).isSorted();
    }
    // Who begins gets the latest windows first, from the database.
    await()
        .atMost(EventClient.PATIENCE)
        .untilAsserted(
            () -> {
              try (EventClient client = api.listen("/api/v1/sensors/windows/live").awaitBegin()) {
                assertThat(client.events().getFirst().value()).isEqualTo(62);
                assertThat(client.events("aggregate"))
                    .anyMatch(event -> is(event, "5s", quarter + 60_000, false))
                    .anyMatch(event -> is(event, "5s", quarter + 55_000, true))
                    .anyMatch(event -> is(event, "1m", quarter + 60_000, false))
                    .anyMatch(event -> is(event, "1m", quarter, true))
                    .anyMatch(event -> is(event, "15m", quarter, false));
              }
            });
  }

  @Test
  void whoComesBackGetsTheWindowsThatChangedMeanwhile() {
    api.sensors("missed");
    long quarter = System.currentTimeMillis() / 900_000 * 900_000 - 900_000;
    String id;
    try (EventClient client = api.listen("/api/v1/sensors/missed/live").awaitBegin()) {
      api.publish("missed", quarter, 1);
      client.awaitEvent(event -> event.value() == 1);
      id = client.lastId();
    }
    for (int second = 1; second <= 6; second++) {
      api.publish("missed", quarter + second * 1_000L, second);
    }
    try (EventClient other = api.listen("/api/v1/sensors/missed/live")) {
      other.awaitEvent(event -> is(event, "5s", quarter, true));
    }
    try (EventClient client = api.listen("/api/v1/sensors/missed/live?lastEventId=" + id)) {
      client.awaitEvent(event -> is(event, "5s", quarter, true));
      client.awaitEvent(event -> event.value() == 6);
      assertThat(client.values("missed")).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    }
  }

  /** The reading that passed it lies before the id, and does not come again. */
  @Test
  void aWindowThatHasPassedStaysSoForWhoComesBack() throws Exception {
    api.sensors("sparse");
    long quarter = System.currentTimeMillis() / 900_000 * 900_000 - 1_800_000;
    String id;
    try (EventClient client = api.listen("/api/v1/sensors/sparse/live").awaitBegin()) {
      api.publish("sparse", quarter, 1);
      api.publish("sparse", quarter + 900_000, 2);
      client.awaitEvent(event -> is(event, "15m", quarter, true));
      await()
          .atMost(EventClient.PATIENCE)
          .until(() -> history("sparse", quarter).get("readings").size() == 2);
      id = client.lastId();
    }
    try (EventClient client = api.listen("/api/v1/sensors/sparse/live?lastEventId=" + id)) {
      await()
          .atMost(EventClient.PATIENCE)
          .until(() -> client.events("aggregate").stream().anyMatch(LiveHandoverTest::isQuarter));
      assertThat(client.values("sparse")).isEmpty();
      assertThat(client.events("aggregate")).noneMatch(event -> is(event, "15m", quarter, false));
    }
  }

  private static boolean isQuarter(EventClient.Event event) {
    return event.data().get("resolution").textValue().equals("15m");
  }

  private static boolean is(
      EventClient.Event event, String resolution, long start, boolean complete) {
    return event.name().equals("aggregate")
        && event.data().get("resolution").textValue().equals(resolution)
        && event.data().get("start").textValue().equals(Instant.ofEpochMilli(start).toString())
        && event.data().get("complete").booleanValue() == complete;
  }
}
