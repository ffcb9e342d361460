package dev.gridpulse.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Routing;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.Ledger.Tally;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Map<String, Object> SHORT_TEMPERED =
      Map.of("delivery.timeout.ms", 3_000, "request.timeout.ms", 2_000, "max.block.ms", 3_000);

  private static BreakableKafka kafka;

  @BeforeAll
  static void startBroker() {
    kafka = BreakableKafka.start();
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @Test
  void findsWhatWasAcknowledgedInOrderOfWriting() {
    ReadingBatch before = batch("home", 1, 1.0);
    ReadingBatch after = batch("home", 1, 2.0);
    try (Ledger other = Ledger.open(kafka.bootstrapServers());
        Ledger ledger = Ledger.open(kafka.bootstrapServers())) {
      other.send(batch("home", 1, 3.0));
      ledger.send(before);
      ledger.send(after);

      assertThat(ledger.written()).containsExactly(before, after);
      assertThat(ledger.tally()).isEqualTo(new Tally(2, 0, 0, 0));
    }
  }

  @Test
  void expectsNothingOfWhatFailedBeforeItWasSent() {
    ReadingBatch small = batch("home", 1, 1.0);
    try (Ledger ledger = Ledger.open(kafka.bootstrapServers(), Map.of("max.request.size", 1_000))) {
      ledger.send(ReadingBatch.of("home", new long[500], new double[500], 500));
      ledger.send(small);

      assertThat(ledger.written()).containsExactly(small);
      assertThat(ledger.tally()).isEqualTo(new Tally(1, 1, 0, 0));
    }
  }

  @Test
  void findsInTheLogWhetherWhatNobodyAnsweredWasWritten() {
    ReadingBatch first = batch("home", 1, 1.0);
    ReadingBatch unanswered = batch("home", 2, 2.0);
    ReadingBatch neverSent = batch("home", 3, 3.0);
    try (Ledger ledger = Ledger.open(kafka.bootstrapServers(), SHORT_TEMPERED)) {
      ledger.send(first);
      assertThat(ledger.written()).containsExactly(first);

      kafka.pause();
      ledger.send(unanswered);
      await().atMost(PATIENCE).until(() -> ledger.tally().unknown() == 1);
      kafka.resume();
      // Whether the broker reads the request of a client that has hung up is its own affair.
      List<ReadingBatch> found = ledger.written();
      kafka.stop();
      ledger.send(neverSent);
      // A client that finds no broker may forget the topic, and then refuses in its own thread.
      await().atMost(PATIENCE).until(() -> ledger.tally().unknown() + ledger.tally().failed() == 2);
      kafka.startAgain();

      assertThat(ledger.written())
          .startsWith(found.toArray(ReadingBatch[]::new))
          .startsWith(first)
          .isSubsetOf(first, unanswered);
      assertThat(ledger.tally().acknowledged()).isEqualTo(1);
    } finally {
      if (!kafka.isAlive()) {
        kafka.startAgain();
      }
    }
  }

  @Test
  void noticesWhenTheLogHasLostWhatWasAcknowledged() throws Exception {
    String sensor = "lost";
    try (Ledger ledger = Ledger.open(kafka.bootstrapServers());
        Admin admin = kafka.admin()) {
      ledger.send(batch(sensor, 1, 1.0));
      await().atMost(PATIENCE).until(() -> ledger.tally().acknowledged() == 1);
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(
                      Topics.READINGS.name(),
                      Routing.partition(sensor, Topics.READINGS.partitions())),
                  RecordsToDelete.beforeOffset(-1)))
          .all()
          .get();

      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(ledger::written)
          .withMessageContaining("acknowledged");
    }
  }

  private static ReadingBatch batch(String sensor, long timestamp, double value) {
    return ReadingBatch.of(sensor, new long[] {timestamp}, new double[] {value}, 1);
  }
}
