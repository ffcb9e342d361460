package dev.gridpulse.query.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.testing.TestKafka;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every test has sensors of its own. */
class LiveContractTest {
  private static final long NOW = System.currentTimeMillis();
  private static final Duration PATIENCE = EventClient.PATIENCE;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static TestKafka kafka;
  private static LiveApi api;

  @BeforeAll
  static void start() {
    kafka = TestKafka.start();
    api =
        new LiveApi(
            kafka.bootstrapServers(),
            settings ->
                new LiveSettings(
                    settings.kafka(), 1 << 20, 100, 3, 50_000, Duration.ofMillis(200)));
  }

  @AfterAll
  static void stop() {
    api.close();
    kafka.close();
  }

  @Test
  void theLatestComesFirstAndThenWhatIsPublished() {
    api.sensors("first");
    api.sql(
        "INSERT INTO reading_log SELECT id, '2026-01-01T00:00:00Z', 7, 1 FROM sensor WHERE name = 'first'");
    try (EventClient client = api.listen("/api/v1/sensors/first/live").awaitBegin()) {
      assertThat(client.status()).isEqualTo(200);
      api.publish("first", NOW, 1.5);
      client.awaitEvent(event -> event.value() == 1.5);
      List<EventClient.Event> readings = client.events("reading");
      assertThat(readings.getFirst().data())
          .hasToString("{\"sensor\":\"first\",\"time\":\"2026-01-01T00:00:00Z\",\"value\":7.0}");
      assertThat(readings.getLast().data().get("time").textValue())
          .isEqualTo(Instant.ofEpochMilli(NOW).toString());
      assertThat(client.values("first")).containsExactly(7.0, 1.5);
    }
  }

  @Test
  void nothingBetweenHereAndTheClientHoldsItBack() {
    api.sensors("headers");
    try (EventClient client = api.listen("/api/v1/sensors/headers/live")) {
      assertThat(client.headers().firstValue("Content-Type")).hasValue("text/event-stream");
      assertThat(client.headers().firstValue("Cache-Control")).hasValue("no-store, no-transform");
      assertThat(client.headers().firstValue("X-Accel-Buffering")).hasValue("no");
      assertThat(client.headers().firstValue("Content-Encoding")).isEmpty();
      await("heartbeats").atMost(PATIENCE).until(() -> client.comments() >= 2);
    }
  }

  @Test
  void whoComesBackGetsWhatItMissedAndNothingTwice() {
    api.sensors("back");
    String id;
    try (EventClient client = api.listen("/api/v1/sensors/back/live").awaitBegin()) {
      api.publish("back", NOW, 1);
      api.publish("back", NOW + 1, 2);
      client.awaitEvent(event -> event.value() == 2);
      id = client.events("reading").getFirst().id();
    }
    api.publish("back", NOW + 2, 3);
    api.flush();
    try (EventClient header =
            EventClient.open(
                api.url().resolve("/api/v1/sensors/back/live"), LiveApi.operator(), id);
        EventClient parameter = api.listen("/api/v1/live?sensor=back&lastEventId=" + id);
        EventClient elsewhere =
            EventClient.open(
                api.another().resolve("/api/v1/sensors/back/live"), LiveApi.operator(), id)) {
      api.publish("back", NOW + 3, 4);
      for (EventClient client : List.of(header, parameter, elsewhere)) {
        client.awaitEvent(event -> event.value() == 4);
        assertThat(client.values("back")).containsExactly(2.0, 3.0, 4.0);
      }
    }
  }

  @Test
  void aRecordOfManyReadingsIsGoneOnWithInItsMidst() {
    api.sensors("batch");
    long[] times = new long[50];
    double[] values = new double[50];
    for (int i = 0; i < 50; i++) {
      times[i] = NOW + i;
      values[i] = i;
    }
    List<EventClient.Event> all;
    try (EventClient client = api.listen("/api/v1/sensors/batch/live").awaitBegin()) {
      api.publish("batch", times, values);
      client.awaitEvent(event -> event.value() == 49);
      all = client.events("reading");
    }
    for (int i : new int[] {0, 17, 48, 49}) {
      try (EventClient client =
          api.listen("/api/v1/sensors/batch/live?lastEventId=" + all.get(i).id())) {
        api.publish("batch", NOW + 100, 1_000 + i);
        int last = i;
        client.awaitEvent(event -> event.value() == 1_000 + last);
        assertThat(client.values("batch")).hasSizeGreaterThanOrEqualTo(49 - i + 1);
        assertThat(client.values("batch").getFirst()).isEqualTo(i == 49 ? 1_000 : i + 1.0);
      }
    }
  }

  @Test
  void onlyWhatCountsIsTold() {
    api.sensors("counts");
    try (EventClient client = api.listen("/api/v1/sensors/counts/live").awaitBegin()) {
      // Under another key: the aggregator sends it on.
      api.publishAs("elsewhere", "counts", new long[] {NOW}, 1);
      api.publishAs("counts", "another sensor", new long[] {NOW}, 2);
      // More than a day ahead.
      api.publish("counts", new long[] {NOW + 100_000_000, NOW}, 3, 4);
      client.awaitEvent(event -> event.value() == 4);
      assertThat(client.values("counts")).containsExactly(4.0);
      assertThat(client.events()).hasSize(1);
    }
  }

  @Test
  void severalSensorsAndThoseOfAnAssetComeInOneStream() {
    api.sensors("s1", "s2", "s3", "s4");
    api.sql("UPDATE sensor SET asset = 'Street 1' WHERE name IN ('s2', 's3')");
    try (EventClient named = api.listen("/api/v1/live?sensor=s1&sensor=s2").awaitBegin();
        EventClient asset = api.listen("/api/v1/live?asset=Street%201").awaitBegin();
        EventClient both = api.listen("/api/v1/live?asset=Street%201&sensor=s4").awaitBegin()) {
      for (int round = 0; round < 3; round++) {
        for (int sensor = 1; sensor <= 4; sensor++) {
          api.publish("s" + sensor, NOW + round, round);
        }
      }
      for (EventClient client : List.of(named, asset, both)) {
        client.awaitEvent(event -> event.sensor().equals("s2") && event.value() == 2);
        assertThat(client.values("s2")).containsExactly(0.0, 1.0, 2.0);
      }
      both.awaitEvent(event -> event.sensor().equals("s4") && event.value() == 2);
      assertThat(named.values("s3")).isEmpty();
      assertThat(asset.values("s1")).isEmpty();
      assertThat(asset.values("s4")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/live, 400, sensor: missing",
    "/api/v1/live?sensor=a&nonsense=1, 400, Unknown parameter 'nonsense'",
    "/api/v1/live?sensor=none, 404, There is no sensor 'none'",
    "/api/v1/sensors/none/live, 404, There is no sensor 'none'",
    "/api/v1/live?asset=none, 404, There is no sensor of asset 'none'",
    "/api/v1/live?sensor=a&lastEventId=x, 400, lastEventId: 'x' is no id",
    "/api/v1/live?sensor=a&event=x, 400, event: 'x' is none of reading aggregate",
    "/api/v1/live?sensor=a&whenSlow=x, 400, whenSlow: 'x' is none of skip end",
  })
  void whatIsWrongIsToldInAProblem(String path, int status, String detail) throws Exception {
    HttpResponse<String> answer = api.get(path, LiveApi.operator());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).get("detail").textValue()).contains(detail);
  }

  @Test
  void aGapThatCannotBeFilledIsTold() {
    api.sensors("gap");
    api.sql(
        "INSERT INTO reading_log SELECT id, '2026-01-01T00:00:00Z', 7, 1 FROM sensor WHERE name = 'gap'");
    EventId elsewhere = new EventId(EventId.topic(UUID.randomUUID()), new long[6], NOW);
    EventId ahead;
    try (EventClient client = api.listen("/api/v1/sensors/gap/live").awaitBegin()) {
      EventId now = EventId.parse(String.valueOf(client.lastId())).orElseThrow();
      long[] offsets = now.offsets().clone();
      Arrays.setAll(offsets, i -> offsets[i] + 1_000_000);
      ahead = new EventId(now.topic(), offsets, now.aggregatesTime());
    }
    for (EventId lost : List.of(elsewhere, ahead)) {
      try (EventClient client = api.listen("/api/v1/sensors/gap/live?lastEventId=" + lost)) {
        client.awaitEvent(event -> event.name().equals("reading"));
        assertThat(client.events().getFirst().name()).isEqualTo("resync");
        assertThat(client.events().getFirst().data().get("reason").textValue())
            .containsAnyOf("made anew", "lost its end");
        assertThat(client.values("gap")).as("the latest").startsWith(7.0);
        // And on it goes.
        await().atMost(PATIENCE).until(() -> !lost.toString().equals(client.lastId()));
        api.publish("gap", NOW, 8);
        client.awaitEvent(event -> event.value() == 8);
      }
    }
    assertThat(api.metric("gridpulse_live_resyncs_total")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void beyondMemoryItIsReadAgainFromKafkaAndBeyondThatItIsTold() {
    api.sensors("long");
    String id;
    try (EventClient client = api.listen("/api/v1/sensors/long/live").awaitBegin()) {
      id = client.lastId();
    }
    // A partition has 131 KB of memory here.
    List<Double> expected = new ArrayList<>();
    double[] values = new double[500];
    long[] times = new long[500];
    for (int record = 0; record < 40; record++) {
      for (int i = 0; i < 500; i++) {
        times[i] = NOW + record * 500L + i;
        values[i] = record * 500 + i;
        expected.add(values[i]);
      }
      api.publish("long", times, values);
    }
    api.flush();
    double before = api.metric("gridpulse_live_resumed_total{from=\"kafka\"}");
    try (EventClient client = api.listen("/api/v1/sensors/long/live?lastEventId=" + id)) {
      client.awaitEvent(event -> event.value() == 19_999);
      assertThat(client.values("long")).isEqualTo(expected);
      assertThat(client.events("resync")).isEmpty();
      await()
          .atMost(PATIENCE)
          .until(() -> api.metric("gridpulse_live_resumed_total{from=\"kafka\"}") == before + 1);
    }
    for (int i = 0; i < 51_000; i++) {
      api.publish("long", NOW + 20_000 + i, 1);
    }
    api.flush();
    try (EventClient client = api.listen("/api/v1/sensors/long/live?lastEventId=" + id)) {
      client.awaitEvent(event -> event.name().equals("resync"));
      assertThat(client.events("resync").getFirst().data().get("reason").textValue())
          .contains("no more than 50000 are read again");
    }
  }

  @Test
  void aViewerFollowsItsOwnSensorsInSoManyStreams() {
    api.sensors("annes", "bens");
    api.sql("UPDATE sensor SET owner = 'anne', asset = 'House' WHERE name = 'annes'");
    api.sql("UPDATE sensor SET owner = 'ben', asset = 'House' WHERE name = 'bens'");
    String anne = Tokens.viewerToken(LiveApi.SECRET, "anne", Instant.now(), Duration.ofHours(1));
    assertThat(api.get("/api/v1/sensors/bens/live", anne).statusCode()).isEqualTo(404);
    assertThat(api.get("/api/v1/live?sensor=annes&sensor=bens", anne).statusCode()).isEqualTo(404);
    List<EventClient> open = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        open.add(EventClient.open(api.url().resolve("/api/v1/live?asset=House"), anne, null));
      }
      open.forEach(EventClient::awaitBegin);
      HttpResponse<String> more = api.get("/api/v1/live?asset=House", anne);
      assertThat(more.statusCode()).isEqualTo(429);
      assertThat(more.headers().firstValue("Retry-After")).isPresent();
      for (String otherwise : List.of(" " + anne, "  " + anne, anne + "~", anne + "=")) {
        assertThat(api.get("/api/v1/live?asset=House", otherwise).statusCode())
            .as("the same token, written otherwise")
            .isIn(401, 429);
      }
      for (int i = 0; i < 5; i++) {
        open.add(api.listen("/api/v1/live?asset=House").awaitBegin());
      }
      api.publish("bens", NOW, 1);
      api.publish("annes", NOW, 2);
      for (EventClient client : open) {
        client.awaitEvent(event -> event.value() == 2);
      }
      open.getLast().awaitEvent(event -> event.value() == 1);
      assertThat(open.getFirst().values("bens")).as("somebody else's").isEmpty();
    } finally {
      open.forEach(EventClient::close);
    }
    await("a place that is free again")
        .atMost(PATIENCE)
        .until(
            () -> {
              try (EventClient client =
                  EventClient.open(api.url().resolve("/api/v1/live?asset=House"), anne, null)) {
                return client.status() == 200;
              }
            });
  }

  @Test
  void theEndOfTheTokenEndsTheStream() {
    api.sensors("ending");
    String token = Tokens.operatorToken(LiveApi.SECRET, Instant.now(), Duration.ofSeconds(5));
    double before = api.metric("gridpulse_live_disconnects_total{reason=\"token\"}");
    try (EventClient client =
        EventClient.open(api.url().resolve("/api/v1/sensors/ending/live"), token, null)) {
      assertThat(client.awaitBegin().ended()).isFalse();
      await().atMost(PATIENCE).until(client::ended);
    }
    assertThat(api.metric("gridpulse_live_disconnects_total{reason=\"token\"}"))
        .isEqualTo(before + 1);
  }

  @Test
  void aTicketOpensOneStreamAndItsBrowserMayReconnect() throws Exception {
    api.sensors("ticket");
    HttpResponse<String> answer =
        api.send(
            api.request("/api/v1/live/tickets")
                .header("Authorization", "Bearer " + LiveApi.operator())
                .POST(BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(200);
    String ticket = JSON.readTree(answer.body()).get("ticket").textValue();
    assertThat(Instant.parse(JSON.readTree(answer.body()).get("expires").textValue()))
        .isBetween(Instant.now(), Instant.now().plusSeconds(31));
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie)
        .containsIgnoringCase("; HttpOnly")
        .contains("SameSite=Strict", "Path=/api/v1");
    String path = "/api/v1/sensors/ticket/live?ticket=" + ticket;
    try (EventClient client = EventClient.open(api.url().resolve(path), null, null).awaitBegin()) {
      assertThat(client.status()).isEqualTo(200);
      api.publish("ticket", NOW, 1);
      client.awaitEvent(event -> event.value() == 1);
    }
    HttpResponse<String> again = api.send(api.request(path));
    assertThat(again.statusCode()).isEqualTo(401);
    assertThat(again.body()).contains("The ticket does not count");
    assertThat(
            api.send(
                    api.request(path)
                        .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
                        .method("HEAD", BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(200);
    assertThat(
            api.send(
                    api.request(path)
                        .header("Cookie", "gridpulse-live=another")
                        .method("HEAD", BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(401);
    // It is no token, and opens nothing else.
    assertThat(api.get("/api/v1/sensors", ticket).statusCode()).isEqualTo(401);
    assertThat(api.send(api.request("/api/v1/sensors?ticket=" + ticket)).statusCode())
        .isEqualTo(401);
    assertThat(
            api.send(api.request("/api/v1/live/tickets").POST(BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void onlyTheEventsThatAreWantedCome() {
    api.sensors("wanted");
    try (EventClient client =
        api.listen("/api/v1/sensors/wanted/live?event=aggregate").awaitBegin()) {
      api.publish("wanted", NOW, 1);
      api.flush();
      await().atMost(PATIENCE).until(() -> client.comments() >= 3);
      assertThat(client.events()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "end"})
  void whoIsSlowIsToldWhatItMissesOrEndsAndComesBack(String whenSlow) throws Exception {
    String sensor = "slow-" + whenSlow;
    api.sensors(sensor);
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.connect(new InetSocketAddress(api.url().getHost(), api.url().getPort()));
      socket
          .getOutputStream()
          .write(
              "GET /api/v1/sensors/%s/live?event=reading&whenSlow=%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(sensor, whenSlow, LiveApi.operator())
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 512);
      readUntil(in, "id: ");
      // It reads nothing now, until more has come than the network and its outbox hold.
      for (int i = 0; i < 100; i++) {
        long[] times = new long[500];
        Arrays.setAll(times, n -> NOW + n);
        api.publish(sensor, times, new double[500]);
      }
      api.publish(sensor, NOW + 1_000, 4_711);
      api.flush();
      if (whenSlow.equals("skip")) {
        List<String> told = new ArrayList<>();
        do {
          told.add(readUntil(in, "data: "));
        } while (!told.getLast().contains("\"value\":4711.0"));
        long skipped = told.stream().mapToLong(LiveContractTest::skipped).sum();
        assertThat(skipped).isPositive();
        assertThat(told.size() + skipped).as("told or counted").isEqualTo(50_001);
      } else {
        List<String> lines = in.lines().takeWhile(line -> !line.equals("0")).toList();
        assertThat(lines).noneMatch(line -> line.contains("skipped"));
        String id =
            lines.stream().filter(line -> line.startsWith("id: ")).toList().getLast().substring(4);
        try (EventClient client =
            api.listen("/api/v1/sensors/%s/live?lastEventId=%s".formatted(sensor, id))) {
          client.awaitEvent(event -> event.value() == 4_711);
          long before = lines.stream().filter(line -> line.startsWith("data: ")).count();
          assertThat(before + client.values(sensor).size()).isEqualTo(50_001);
        }
      }
    }
  }

  private static long skipped(String data) {
    Matcher skipped = Pattern.compile("\"skipped\":(\\d+)").matcher(data);
    return skipped.find() ? Long.parseLong(skipped.group(1)) : 0;
  }

  private static String readUntil(BufferedReader in, String part) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.contains(part)) {
        return line;
      }
    }
    throw new IOException("the stream ended before " + part);
  }

  @Test
  void nothingIsLeftOfStreamsThatHaveEnded() {
    api.sensors("gone");
    List<EventClient> open = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      open.add(api.listen("/api/v1/sensors/gone/live").awaitBegin());
    }
    assertThat(api.metric("gridpulse_live_clients")).isGreaterThanOrEqualTo(20);
    double others = api.metric("gridpulse_live_clients") - 20;
    open.forEach(EventClient::close);
    await().atMost(PATIENCE).until(() -> api.metric("gridpulse_live_clients") <= others);
  }
}
