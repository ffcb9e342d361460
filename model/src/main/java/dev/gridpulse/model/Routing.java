package dev.gridpulse.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Which partition a sensor belongs to. Other clients hash keys differently (librdkafka: CRC32), so
 * a record may arrive elsewhere: the aggregator sends it on, every other reader skips it.
 */
public final class Routing {
  private Routing() {}

  /** The sensor's partition among {@code partitions}: Kafka's own murmur2 of its UTF-8 name. */
  public static int partition(String sensor, int partitions) {
    return partition(sensor.getBytes(StandardCharsets.UTF_8), partitions);
  }

  /** Whether a record with this key, found in {@code partition}, is where its sensor belongs. */
  public static boolean isHome(
      String sensor, byte @Nullable [] key, int partition, int partitions) {
    byte[] name = sensor.getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(name, key) && partition(name, partitions) == partition;
  }

  private static int partition(byte[] name, int partitions) {
    return Utils.toPositive(Utils.murmur2(name)) % partitions;
  }
}
