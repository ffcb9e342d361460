package dev.gridpulse.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/**
 * The rules of batching and failing; the tests of the modules that publish run it on a real broker.
 */
class ReadingPublisherTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger attempts = new AtomicInteger();
  private final MockProducer<byte[], byte[]> kafka = producer(true);

  @Test
  void sendsARecordWhenItHoldsFiveHundredReadings() {
    try (ReadingPublisher publisher = new ReadingPublisher(kafka, nanos::get)) {
      for (int i = 0; i < 499; i++) {
        publisher.add("s", i, i);
      }
      assertThat(kafka.history()).isEmpty();

      publisher.add("s", 499, 499);

      assertThat(sizes()).containsExactly(500);
      assertThat(publisher.delivered()).isEqualTo(500);
    }
  }

  @Test
  void keepsTheOrderOfASensorsReadings() {
    try (ReadingPublisher publisher = new ReadingPublisher(kafka, nanos::get)) {
      for (int i = 0; i < 1_234; i++) {
        publisher.add(i % 2 == 0 ? "even" : "odd", i, i / 10.0);
      }
      publisher.flush();
    }

    List<Long> even = new ArrayList<>();
    for (ReadingBatch batch : batches()) {
      for (int i = 0; i < batch.size() && batch.sensor().equals("even"); i++) {
        even.add(batch.timestamp(i));
      }
    }
    assertThat(even).hasSize(617).isSorted();
    assertThat(sizes().stream().mapToInt(Integer::intValue).sum()).isEqualTo(1_234);
  }

  @Test
  void sendsAReadingThatHasWaitedForASecond() {
    try (ReadingPublisher publisher = new ReadingPublisher(kafka, nanos::get)) {
      publisher.add("early", 1, 1);
      nanos.addAndGet(Duration.ofMillis(600).toNanos());
      publisher.add("late", 2, 2);
      publisher.sendDue();
      assertThat(kafka.history()).isEmpty();

      nanos.addAndGet(Duration.ofMillis(400).toNanos());
      publisher.sendDue();

      assertThat(batches()).extracting(ReadingBatch::sensor).containsExactly("early");
    }
  }

  @Test
  void pushesWithoutWaitingForTheAcknowledgement() {
    MockProducer<byte[], byte[]> slow = producer(false);
    ReadingPublisher publisher = new ReadingPublisher(slow, nanos::get);
    publisher.add("a", 1, 1);
    publisher.add("b", 1, 1);

    publisher.push();

    assertThat(slow.history()).hasSize(2);
    assertThat(publisher.delivered()).isZero();
    slow.completeNext();
    slow.completeNext();
    publisher.close();
  }

  @Test
  void holdsABoundedAmountHoweverManySensorsThereAre() {
    int sensors = 100_000;
    try (ReadingPublisher publisher = new ReadingPublisher(kafka, nanos::get)) {
      for (int i = 0; i < sensors; i++) {
        publisher.add("sensor_" + i, 1, i);
      }

      long open = (long) sensors - kafka.history().size();
      assertThat(open * 24).isLessThanOrEqualTo(ReadingPublisher.MAX_OPEN_WEIGHT);
      publisher.flush();
      assertThat(publisher.delivered()).isEqualTo(sensors);
    }
  }

  @Test
  void writesRejectsAndRegistryEntriesToTheirTopics() {
    try (ReadingPublisher publisher = new ReadingPublisher(kafka, nanos::get)) {
      publisher.reject(new Reject(new Reject.InFile("a.csv", 7), "no value", "x;"));
      publisher.register(Sensor.named("s"));

      assertThat(kafka.history())
          .extracting(ProducerRecord::topic)
          .containsExactly("gridpulse.rejects", "gridpulse.sensors");
      assertThat(kafka.history().getFirst().key()).asString().isEqualTo("a.csv");
      assertThat(publisher.delivered()).isZero();
    }
  }

  @Test
  void countsOnlyWhatWasAcknowledged() {
    MockProducer<byte[], byte[]> slow = producer(false);
    ReadingPublisher publisher = new ReadingPublisher(slow, nanos::get);
    for (int i = 0; i < 1_000; i++) {
      publisher.add("s", i, i);
    }
    assertThat(publisher.delivered()).isZero();

    slow.completeNext();

    assertThat(publisher.delivered()).isEqualTo(500);
    slow.completeNext();
    publisher.close();
  }

  @Test
  void refusesEverythingOnceKafkaHasNotTakenARecord() {
    MockProducer<byte[], byte[]> broken = producer(false);
    ReadingPublisher publisher = new ReadingPublisher(broken, nanos::get);
    for (int i = 0; i < 1_000; i++) {
      publisher.add("s", i, i);
    }
    broken.completeNext();
    broken.errorNext(new TimeoutException("expired"));

    assertThatThrownBy(() -> publisher.add("s", 1_000, 1))
        .isInstanceOf(DeliveryFailed.class)
        .hasMessage(
            "Kafka did not take readings of s (500 readings had been acknowledged):"
                + " no answer in time; is the broker running? (expired)");
    assertThatThrownBy(publisher::flush).isInstanceOf(DeliveryFailed.class);
    publisher.close();
    assertThat(broken.closed()).isTrue();
  }

  @Test
  void waitsOnceForABrokerThatIsGoneHoweverManySensorsAreOpen() {
    MockProducer<byte[], byte[]> gone = producer(false);
    ReadingPublisher publisher = new ReadingPublisher(failingAtOnce(gone), nanos::get);
    for (int sensor = 0; sensor < 20; sensor++) {
      publisher.add("s" + sensor, 1, 1);
    }

    assertThatThrownBy(publisher::push).isInstanceOf(DeliveryFailed.class);

    assertThat(attempts).hasValue(1);
  }

  @Test
  void guaranteesCannotBeSwitchedOffByConnectionSettings() {
    Map<String, Object> settings =
        ProducerSettings.of(
            Map.of("bootstrap.servers", "x:1", "acks", "0", "linger.ms", "7"), "me");

    assertThat(settings)
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("max.in.flight.requests.per.connection", 1)
        .containsEntry("linger.ms", "7")
        .containsEntry("client.id", "me");
  }

  @Test
  void unusableSettingsAreNamed() {
    assertThatThrownBy(
            () -> ReadingPublisher.connect(Map.of("bootstrap.servers", "nowhere"), "test"))
        .isInstanceOf(DeliveryFailed.class)
        .hasMessageStartingWith(
            "No connection to Kafka: Invalid url in bootstrap.servers: nowhere");
  }

  private List<Integer> sizes() {
    return batches().stream().map(ReadingBatch::size).toList();
  }

  private List<ReadingBatch> batches() {
    return kafka.history().stream()
        .map(record -> new ReadingDecoder().decode(record.value(), Long.MAX_VALUE / 2))
        .map(decoded -> ((DecodedReadings.Accepted) decoded).readings())
        .toList();
  }

  private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * As a producer does whose broker is gone: the failure goes to the callback, nothing is thrown.
   */
  @SuppressWarnings("unchecked")
  private Producer<byte[], byte[]> failingAtOnce(Producer<byte[], byte[]> kafka) {
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            Producer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (_, method, arguments) -> {
              if (!method.getName().equals("send")) {
                return method.invoke(kafka, arguments);
              }
              attempts.incrementAndGet();
              ((Callback) arguments[1]).onCompletion(null, new TimeoutException("no metadata"));
              return CompletableFuture.failedFuture(new TimeoutException("no metadata"));
            });
  }
}
