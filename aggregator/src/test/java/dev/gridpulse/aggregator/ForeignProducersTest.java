package dev.gridpulse.aggregator;

import static dev.gridpulse.aggregator.Series.SECOND;
import static dev.gridpulse.aggregator.Series.T0;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.Routing;
import dev.gridpulse.model.Topics;
import dev.gridpulse.testing.Seeds;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/** A sensor is known by its name, whatever its producer does with keys and partitions. */
class ForeignProducersTest {
  private static final int PARTITIONS = Topics.READINGS.partitions();

  @AutoClose private static final TestAggregator AGGREGATOR = TestAggregator.start(2_000);

  private final SentReadings sent = AGGREGATOR.sending();
  private final Random random = Seeds.random("ForeignProducersTest");

  @Test
  @Execution(CONCURRENT)
  void knowsASensorFromAProducerThatHashesKeysAsLibrdkafkaDoes() throws Exception {
    List<String> sensors = List.of("crc_0", "crc_1", "crc_2", "crc_3");
    assertThat(sensors)
        .as("sensors that librdkafka puts elsewhere")
        .anyMatch(sensor -> crc32(sensor) != Routing.partition(sensor, PARTITIONS));

    for (int i = 0; i < 300; i++) {
      for (String sensor : sensors) {
        long timestamp = T0 + 10L * i * SECOND;
        sent.send(Series.batch(sensor, timestamp, 10, SECOND, random), crc32(sensor), sensor);
        // It stays the later one on its way round, as both go the same way.
        sent.send(Series.reading(sensor, timestamp, Series.value(random)), crc32(sensor), sensor);
      }
    }

    sent.awaitNoDifferences();
    for (String sensor : sensors) {
      assertIsOneSensor(sensor, 300 * 11);
    }
  }

  @Test
  @Execution(CONCURRENT)
  void knowsASensorWhoseRecordsComeWithEveryKeyAndNone() throws Exception {
    for (int i = 0; i < 1200; i++) {
      ReadingBatch batch = Series.batch("home", T0 + i * SECOND, 1, 0, random);
      int elsewhere = (Routing.partition("home", PARTITIONS) + 1 + i % 5) % PARTITIONS;
      switch (i % 5) {
        case 0 -> sent.send(batch);
        case 1 -> sent.send(batch, elsewhere, "home");
        case 2 -> sent.send(batch, null, "another");
        case 3 -> sent.send(batch, Routing.partition("home", PARTITIONS), "another");
        default -> sent.send(batch, null, null);
      }
    }

    sent.awaitNoDifferences();
    assertIsOneSensor("home", 1200);
    assertThat(AGGREGATOR.number("SELECT count(*) FROM sensor WHERE name = 'another'")).isZero();
  }

  /** That each reading counted once, and in the sensor's own partition only. */
  private void assertIsOneSensor(String sensor, long readings) throws Exception {
    assertThat(sent.logged(sensor)).isEqualTo(readings);
    assertThat(
            AGGREGATOR.row(
                """
                SELECT DISTINCT partition FROM quarter JOIN sensor ON id = sensor_id
                WHERE name = ?
                """,
                sensor))
        .containsExactly(Integer.toString(Routing.partition(sensor, PARTITIONS)));
  }

  /** Where librdkafka's default partitioner, consistent_random, puts a key. */
  private static int crc32(String key) {
    CRC32 crc = new CRC32();
    crc.update(key.getBytes(UTF_8));
    return (int) (crc.getValue() % PARTITIONS);
  }
}
