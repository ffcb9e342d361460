package dev.gridpulse.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gridpulse.model.DeliveryFailed;
import dev.gridpulse.model.MalformedJson;
import dev.gridpulse.model.Sensor;
import dev.gridpulse.model.SensorCodec;
import dev.gridpulse.model.Topics;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** The registry as it stands in {@link Topics#SENSORS}. */
public final class KnownSensors {
  private KnownSensors() {}

  /**
   * Reads all entries, the last one of each sensor.
   *
   * @param connection Kafka's connection settings, at least {@code bootstrap.servers}
   * @throws DeliveryFailed when Kafka does not answer
   */
  public static Collection<Sensor> read(Map<String, Object> connection) {
    Map<String, Sensor> sensors = new LinkedHashMap<>();
    try {
      CompactedTopic.read(connection, Topics.SENSORS, each -> take(each, sensors));
    } catch (KafkaException e) {
      throw new DeliveryFailed("The registry of sensors cannot be read: " + e.getMessage(), e);
    }
    return List.copyOf(sensors.values());
  }

  private static void take(ConsumerRecord<byte[], byte[]> each, Map<String, Sensor> sensors) {
    if (each.key() == null) {
      return;
    }
    String name = new String(each.key(), UTF_8);
    try {
      if (each.value() == null) {
        sensors.remove(name);
      } else {
        Sensor sensor = SensorCodec.decode(each.value());
        sensors.put(sensor.name(), sensor);
      }
    } catch (MalformedJson _) {
      // The aggregator rejects it with its reason.
    }
  }
}
