package dev.gridpulse.model;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class RoutingTest {
  private static final int PARTITIONS = Topics.READINGS.partitions();

  @Test
  void choosesThePartitionThatKafkasOwnProducerChooses() {
    Random random = Samples.random();
    BitSet met = new BitSet();
    for (int i = 0; i < 10_000; i++) {
      String sensor = Samples.name(random);
      int partitions = 1 + random.nextInt(50);

      int partition = Routing.partition(sensor, partitions);

      assertThat(partition)
          .isEqualTo(BuiltInPartitioner.partitionForKey(sensor.getBytes(UTF_8), partitions));
      met.set(Routing.partition(sensor, PARTITIONS));
    }
    assertThat(met.cardinality()).isEqualTo(PARTITIONS);
  }

  @Test
  void keepsTheSensorsWhereTheyAre() {
    // Computed elsewhere. A change here would part a sensor from its history.
    assertThat(Routing.partition("sensor_00007", 6)).isEqualTo(0);
    assertThat(Routing.partition("frequency", 6)).isEqualTo(4);
    assertThat(Routing.partition("Zürich 😀", 6)).isEqualTo(3);
  }

  @Test
  void isHomeInThatPartitionOnlyAndUnderItsOwnKeyOnly() {
    Random random = Samples.random();
    for (int i = 0; i < 1_000; i++) {
      String sensor = Samples.name(random);
      byte[] key = sensor.getBytes(UTF_8);
      int home = Routing.partition(sensor, PARTITIONS);

      for (int partition = 0; partition < PARTITIONS; partition++) {
        assertThat(Routing.isHome(sensor, key, partition, PARTITIONS)).isEqualTo(partition == home);
      }
      assertThat(Routing.isHome(sensor, null, home, PARTITIONS)).isFalse();
      assertThat(Routing.isHome(sensor, new byte[0], home, PARTITIONS)).isFalse();
      assertThat(Routing.isHome(sensor, (sensor + " ").getBytes(UTF_8), home, PARTITIONS))
          .isFalse();
      assertThat(Routing.isHome(sensor, sensor.getBytes(UTF_16), home, PARTITIONS)).isFalse();
    }
  }
}
