package dev.gridpulse.query.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.testing.BreakableKafka;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class LiveRestartTest {
  private static final String PATH = "/api/v1/sensors/s/live?event=reading";
  private static final long FROM = System.currentTimeMillis();
  private int sent;

  @Test
  void neitherARestartOfTheApiNorOneOfTheBrokerLosesAReading() throws Exception {
    List<Double> seen = new ArrayList<>();
    try (BreakableKafka kafka = BreakableKafka.start();
        LiveApi api = new LiveApi(kafka.bootstrapServers())) {
      api.sensors("s");
      String id;
      try (EventClient client = api.listen(PATH).awaitBegin()) {
        publish(api, 100);
        client.awaitEvent(event -> event.value() == 99);
        publish(api, 50);
        api.restart();
        await("the end of a stream").atMost(EventClient.PATIENCE).until(client::ended);
        seen.addAll(client.values("s"));
        id = client.lastId();
      }
      publish(api, 50);
      EventClient client = EventClient.open(api.url().resolve(PATH), LiveApi.operator(), id);
      try (client) {
        client.awaitEvent(event -> event.value() == 199);
        kafka.stop();
        publishMeanwhile(api, 50, kafka::startAgain);
        publish(api, 50);
        client.awaitEvent(event -> event.value() == 299);
        kafka.kill9();
        publishMeanwhile(api, 50, kafka::startAgain);
        publish(api, 50);
        client.awaitEvent(event -> event.value() == 399);
        assertThat(client.ended()).as("it waited").isFalse();
        assertThat(client.events("resync")).isEmpty();
        seen.addAll(client.values("s"));
      }
    }
    assertThat(seen.stream().mapToDouble(value -> value).toArray())
        .isEqualTo(DoubleStream.iterate(0, i -> i + 1).limit(400).toArray());
  }

  /** Who sends waits for the broker. */
  private void publishMeanwhile(LiveApi api, int count, Runnable starting)
      throws InterruptedException {
    Thread publisher = Thread.ofVirtual().start(() -> publish(api, count));
    starting.run();
    publisher.join();
  }

  private void publish(LiveApi api, int count) {
    for (int i = 0; i < count; i++) {
      api.publish("s", FROM + sent, sent);
      sent++;
    }
  }
}
