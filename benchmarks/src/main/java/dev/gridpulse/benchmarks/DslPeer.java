package dev.gridpulse.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gridpulse.model.DecodedReadings;
import dev.gridpulse.model.ReadingBatch;
import dev.gridpulse.model.ReadingDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The peer of the aggregator: windows of 5 s with the DSL of Kafka Streams as a user would write
 * them, in RocksDB, the median from a list of the values, JSON by Jackson's databind.
 */
final class DslPeer {
  private static final Duration WINDOW = Duration.ofSeconds(5);

  /**
   * A clock of the DSL is that of a partition: in records of a hundred readings the sensors of a
   * partition are that much behind each other.
   */
  private static final Duration GRACE = Duration.ofMinutes(15);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How it reads a record. */
  enum Decoder {
    /** With databind, as most would. */
    DATABIND,
    /** With the aggregator's own. */
    OURS
  }

  /** A record of the readings' topic, as databind sees it. */
  record Readings(String sensor, List<double[]> readings) {}

  /** A window, as databind writes it. */
  record Figures(
      String sensor, long start, int count, double mean, double median, double min, double max) {}

  private DslPeer() {}

  static Topology build(String input, String output, Decoder decoder) {
    FixedKeyProcessorSupplier<String, byte[], Double> oneByOne =
        decoder == Decoder.OURS ? OneByOne::new : OneByOneOfDatabind::new;
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(input, Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("readings"))
        .processValues(oneByOne, Named.as("one-by-one"))
        .groupByKey(Grouped.with("by-sensor", Serdes.String(), Serdes.Double()))
        .windowedBy(TimeWindows.ofSizeAndGrace(WINDOW, GRACE))
        .aggregate(
            ArrayList::new,
            DslPeer::add,
            Named.as("windows"),
            Materialized.<String, List<Double>, WindowStore<Bytes, byte[]>>as("window-values")
                .withKeySerde(Serdes.String())
                .withValueSerde(listOfDoubles()))
        .toStream(Named.as("changes"))
        .map(
            (window, values) -> KeyValue.pair(window.key(), figures(window, values)),
            Named.as("figures"))
        .to(output, Produced.with(Serdes.String(), Serdes.ByteArray()).withName("aggregates"));
    return builder.build();
  }

  @SuppressWarnings("unchecked") // As Kafka's own serde of lists is declared.
  private static Serde<List<Double>> listOfDoubles() {
    return Serdes.ListSerde(ArrayList.class, Serdes.Double());
  }

  private static List<Double> add(String sensor, Double value, List<Double> values) {
    values.add(value);
    return values;
  }

  private static byte[] figures(Windowed<String> window, List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int count = sorted.size();
    double median = (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
    try {
      return JSON.writeValueAsBytes(
          new Figures(
              window.key(),
              window.window().start(),
              count,
              sum / count,
              median,
              sorted.getFirst(),
              sorted.getLast()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each reading of a record by itself, at its own time. */
  private static final class OneByOneOfDatabind
      extends ContextualFixedKeyProcessor<String, byte[], Double> {
    @Override
    public void process(FixedKeyRecord<String, byte[]> record) {
      try {
        for (double[] reading : JSON.readValue(record.value(), Readings.class).readings()) {
          context().forward(record.withValue(reading[1]).withTimestamp((long) reading[0]));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Each reading of a record by itself, at its own time. */
  private static final class OneByOne extends ContextualFixedKeyProcessor<String, byte[], Double> {
    private final ReadingDecoder decoder = new ReadingDecoder();

    @Override
    public void process(FixedKeyRecord<String, byte[]> record) {
      if (decoder.decode(record.value(), record.timestamp())
          instanceof DecodedReadings.Accepted accepted) {
        ReadingBatch readings = accepted.readings();
        for (int i = 0; i < readings.size(); i++) {
          context()
              .forward(record.withValue(readings.value(i)).withTimestamp(readings.timestamp(i)));
        }
      }
    }
  }
}
