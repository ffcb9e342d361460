package dev.gridpulse.aggregator.faults;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an aggregator is started.
 *
 * @param threads stream threads
 * @param maxReadings the bound of each task
 * @param kafka settings of Kafka's clients besides {@code bootstrap.servers}
 * @param fault what is to happen to it, null when nothing is
 */
record Launch(
    int threads, long maxReadings, Map<String, String> kafka, @Nullable FaultPoint fault) {

  Launch {
    kafka = Map.copyOf(kafka);
  }

  /**
   * One thread, a bound that is not reached, and no fault. The open transaction of a process that
   * was killed holds readers of aggregates up until it times out, here for 5 s instead of 10.
   */
  static Launch plain() {
    return new Launch(1, 1_000_000, Map.of("producer.transaction.timeout.ms", "5000"), null);
  }

  Launch withThreads(int number) {
    return new Launch(number, maxReadings, kafka, fault);
  }

  Launch withMaxReadings(long number) {
    return new Launch(threads, number, kafka, fault);
  }

  Launch withKafka(String name, Object value) {
    Map<String, String> more = new HashMap<>(kafka);
    more.put(name, value.toString());
    return new Launch(threads, maxReadings, more, fault);
  }

  Launch withFault(FaultPoint point) {
    return new Launch(threads, maxReadings, kafka, point);
  }
}
