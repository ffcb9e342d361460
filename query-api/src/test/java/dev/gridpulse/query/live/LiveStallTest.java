package dev.gridpulse.query.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.testing.TestKafka;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients that read nothing, or nothing for a while, beside others. All of it is in this one
 * process.
 */
class LiveStallTest {
  private static final Logger LOG = LoggerFactory.getLogger(LiveStallTest.class);

  /** Much of it, so that what the network holds for a client is full soon. */
  private static final String BULK = "/api/v1/sensors/bulk/live";

  private static final int BULK_SIZE = 500;

  /** Its values are its numbers; with the bulk beside it, who stalls cannot have all of it. */
  private static final String NUMBERED = "numbered";

  private static final String NUMBERED_AND_BULK =
      "/api/v1/live?sensor=numbered&sensor=bulk&event=reading&whenSlow=";

  @Test
  void whoReadsNothingHarmsNobody() throws Exception {
    run(10, 10, 10, Duration.ofMillis(20), Duration.ofSeconds(2), Duration.ofSeconds(3), 1_500);
  }

  @Test
  @Tag("long")
  void fiveHundredThatReadNothingForFiveMinutesHarmNobody() throws Exception {
    run(500, 500, 1, Duration.ofMillis(100), Duration.ofMinutes(1), Duration.ofMinutes(5), 50);
  }

  /** Left to itself, the system takes megabytes for a connection: 20,000 events and more. */
  @Test
  void theSystemHoldsLittleForWhoReadsNothing() throws Exception {
    try (TestKafka kafka = TestKafka.start();
        LiveApi api = new LiveApi(kafka.bootstrapServers());
        Crowd stalling = new Crowd()) {
      api.sensors("bulk");
      stalling.addStalled(api.url(), BULK, LiveApi.operator());
      await("the stream").atMost(EventClient.PATIENCE).until(() -> clients(api) == 1);
      await("what is left out")
          .atMost(EventClient.PATIENCE)
          .until(
              () -> {
                publishBulk(api);
                return api.metric("gridpulse_live_skipped_total") > 0;
              });
      assertThat(api.metric("gridpulse_live_events_total")).isPositive().isLessThan(8_000);
    }
  }

  /**
   * @param each how many clients there are of each sort
   * @param rate readings per second of each sensor
   * @param bulkPause between two records of the bulk
   * @param floor a p99 of so many milliseconds is good whatever it was alone
   */
  private static void run(
      int each,
      int sensors,
      int rate,
      Duration bulkPause,
      Duration alone,
      Duration stalled,
      double floor)
      throws Exception {
    try (TestKafka kafka = TestKafka.start();
        LiveApi api = new LiveApi(kafka.bootstrapServers())) {
      String[] names = IntStream.range(0, sensors).mapToObj(i -> "s" + i).toArray(String[]::new);
      api.sensors(names);
      api.sensors("bulk", NUMBERED);
      AtomicBoolean sending = new AtomicBoolean(true);
      AtomicLong numbers = new AtomicLong();
      Thread publisher =
          Thread.ofPlatform().start(() -> publish(api, names, rate, bulkPause, numbers, sending));
      Duration stall = stalled.dividedBy(50).plusSeconds(1);
      List<ComingBack> comingBack =
          Stream.of("skip", "end")
              .map(slow -> new ComingBack(api, NUMBERED_AND_BULK + slow, NUMBERED, stall))
              .toList();
      try (Crowd healthy = new Crowd();
          Crowd stalling = new Crowd()) {
        for (int i = 0; i < each; i++) {
          healthy.addReader(
              api.url(),
              "/api/v1/sensors/%s/live".formatted(names[i % sensors]),
              LiveApi.operator());
        }
        await().atMost(EventClient.PATIENCE).until(() -> healthy.count() > 5L * each);
        healthy.reset();
        Thread.sleep(alone);
        double p99Alone = healthy.percentile(99);
        long heapBefore = heap();

        // Those that are cut off, as they read nothing, are replaced: there are always as many.
        Thread replacing =
            Thread.ofVirtual().start(() -> keepStalling(api, stalling, each, sending));
        comingBack.forEach(ComingBack::start);
        await("all streams").atMost(EventClient.PATIENCE).until(() -> clients(api) >= 2 * each);
        await("all have stalled")
            .atMost(Duration.ofMinutes(3))
            .until(() -> leftOut(api) > each * BULK_SIZE / 2.0 * 1_000 / bulkPause.toMillis());
        healthy.reset();
        Thread.sleep(stalled);
        double p99 = healthy.percentile(99);
        long heapMeanwhile = heap();
        LOG.info(
            "{} clients: p99 {} ms alone, {} ms beside as many that read nothing; heap {} and {}"
                + " MB",
            each,
            p99Alone,
            p99,
            heapBefore >> 20,
            heapMeanwhile >> 20);
        assertThat(p99).as("p99").isLessThan(Math.max(floor, 2 * p99Alone));
        assertThat(heapMeanwhile - heapBefore).as("heap").isLessThan(300L << 20);
        sending.set(false);
        replacing.join();
      } finally {
        sending.set(false);
        publisher.join();
      }
      for (ComingBack client : comingBack) {
        client.awaitAll(numbers.get());
        LOG.info("{}", client);
      }
      assertThat(comingBack.getLast().skipped()).as("it had asked for the end").isZero();
      await("all streams have ended").atMost(EventClient.PATIENCE).until(() -> clients(api) == 0);
      await("the heap")
          .atMost(EventClient.PATIENCE)
          .untilAsserted(() -> assertThat(heap()).isLessThan(400L << 20));
    }
  }

  private static void keepStalling(LiveApi api, Crowd stalling, int each, AtomicBoolean going) {
    while (going.get()) {
      for (int missing = 2 * each - clients(api); missing > 0 && going.get(); missing--) {
        stalling.addStalled(api.url(), BULK, LiveApi.operator());
        pause(20);
      }
      pause(1_000);
    }
  }

  /** How many events are left out in a second. */
  private static double leftOut(LiveApi api) {
    double before = api.metric("gridpulse_live_skipped_total");
    pause(1_000);
    return api.metric("gridpulse_live_skipped_total") - before;
  }

  private static int clients(LiveApi api) {
    return (int) api.metric("gridpulse_live_clients");
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Each sensor at its rate, spread over the time, a number with each, and the bulk. */
  private static void publish(
      LiveApi api,
      String[] names,
      int rate,
      Duration bulkPause,
      AtomicLong numbers,
      AtomicBoolean going) {
    long begin = System.nanoTime();
    long bulkAt = begin;
    for (long n = 0; going.get(); n++) {
      long due = begin + n * 1_000_000_000L / ((long) names.length * rate);
      while (going.get() && System.nanoTime() < due) {
        pause(1);
      }
      if (System.nanoTime() - bulkAt > 0) {
        bulkAt = System.nanoTime() + bulkPause.toNanos();
        publishBulk(api);
      }
      api.publish(names[(int) (n % names.length)], System.currentTimeMillis(), Crowd.stamp());
      api.publish(NUMBERED, System.currentTimeMillis(), (double) numbers.getAndIncrement());
    }
    api.flush();
  }

  private static void publishBulk(LiveApi api) {
    long[] times = new long[BULK_SIZE];
    Arrays.setAll(times, i -> System.currentTimeMillis() + i);
    api.publish("bulk", times, new double[BULK_SIZE]);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
