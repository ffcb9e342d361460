package dev.gridpulse.query.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.testing.TestKafka;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LiveCutOffTest {
  private static final String[] SENSORS = {"a", "b", "c", "d", "e"};
  private static final String PATH =
      "/api/v1/live?sensor=a&sensor=b&sensor=c&sensor=d&sensor=e&event=reading&whenSlow=end";

  @Test
  void whoIsCutOffAtRandomSeesEveryReadingOnceAndInOrder() throws Exception {
    var _ = run(10);
  }

  @Test
  @Tag("long")
  void whoIsCutOffFiftyTimesSeesEveryReadingOnceAndInOrder() throws Exception {
    assertThat(run(50)).as("cuts within a record").isPositive();
  }

  /**
   * Records of several readings too, so that cuts fall between readings of one.
   *
   * @return how many cuts did
   */
  private static int run(int cuts) throws Exception {
    Random random = new Random(7);
    try (TestKafka kafka = TestKafka.start();
        LiveApi api = new LiveApi(kafka.bootstrapServers())) {
      api.sensors(SENSORS);
      AtomicBoolean sending = new AtomicBoolean(true);
      int[] sent = new int[SENSORS.length];
      String id;
      try (EventClient client = api.listen(PATH).awaitBegin()) {
        id = client.lastId();
      }
      long from = System.currentTimeMillis() - 1_000_000;
      Thread publisher =
          Thread.ofVirtual()
              .start(
                  () -> {
                    Random sizes = new Random(8);
                    while (sending.get()) {
                      for (int sensor = 0; sensor < SENSORS.length; sensor++) {
                        int size = 1 + sizes.nextInt(20);
                        long[] times = new long[size];
                        double[] values = new double[size];
                        for (int i = 0; i < size; i++) {
                          times[i] = from + sent[sensor];
                          values[i] = sent[sensor]++;
                        }
                        api.publish(SENSORS[sensor], times, values);
                      }
                      pause(5);
                    }
                  });
      Map<String, List<Double>> seen = new TreeMap<>();
      int cutInTheMidst = 0;
      for (int connection = 0; connection <= cuts || total(seen) < sum(sent); connection++) {
        assertThat(connection).as("connections").isLessThan(10 * cuts);
        boolean last = connection >= cuts;
        if (last && sending.getAndSet(false)) {
          publisher.join();
          api.flush();
        }
        EventClient client = EventClient.open(api.url().resolve(PATH), LiveApi.operator(), id);
        if (last) {
          // It may also end by itself, when this machine is slow.
          await()
              .atMost(EventClient.PATIENCE)
              .until(() -> client.ended() || total(seen) + client.events().size() == sum(sent));
        } else {
          pause(random.nextInt(150));
        }
        client.close();
        await().atMost(EventClient.PATIENCE).until(client::ended);
        assertThat(client.events("resync")).isEmpty();
        for (EventClient.Event event : client.events()) {
          assertThat(event.data().has("skipped")).isFalse();
          seen.computeIfAbsent(event.sensor(), _ -> new ArrayList<>()).add(event.value());
        }
        id = client.lastId();
        if (EventId.parse(String.valueOf(id)).orElseThrow().index() > 0) {
          cutInTheMidst++;
        }
      }
      for (int sensor = 0; sensor < SENSORS.length; sensor++) {
        double[] all = DoubleStream.iterate(0, i -> i + 1).limit(sent[sensor]).toArray();
        assertThat(
                seen.getOrDefault(SENSORS[sensor], List.of()).stream()
                    .mapToDouble(value -> value)
                    .toArray())
            .as(SENSORS[sensor])
            .isEqualTo(all);
      }
      assertThat(sum(sent)).isGreaterThan(100 * cuts);
      return cutInTheMidst;
    }
  }

  private static int total(Map<String, List<Double>> seen) {
    return seen.values().stream().mapToInt(List::size).sum();
  }

  private static int sum(int[] numbers) {
    return java.util.Arrays.stream(numbers).sum();
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
