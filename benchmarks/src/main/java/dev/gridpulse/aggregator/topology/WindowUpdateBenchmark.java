package dev.gridpulse.aggregator.topology;

import dev.gridpulse.model.ReadingBatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A record taken into the open quarter-hours of a hundred sensors at 1 s, over the bare store: what
 * Kafka Streams adds to it (cache, changelog, commits, output) is left out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WindowUpdateBenchmark {
  private static final long START = 1_772_409_600_000L;
  private static final int SENSORS = 100;
  private static final long MAX_READINGS = 200_000;

  @Param({"1", "100"})
  int readings = 1;

  private final String[] sensors = new String[SENSORS];
  private final OpenQuarters quarters = OpenQuarters.restore(new SegmentStore(store()), this::take);
  private long offset;
  private long windows;

  private static KeyValueStore<Bytes, byte[]> store() {
    return Stores.inMemoryKeyValueStore("segments").get();
  }

  private void take(OpenQuarter quarter, Emission emission) {
    windows += emission.windows().size();
  }

  @Setup
  public void name() {
    for (int i = 0; i < SENSORS; i++) {
      sensors[i] = "sensor_" + i;
    }
  }

  @Benchmark
  public long add() {
    long[] timestamps = new long[readings];
    double[] values = new double[readings];
    long first = START + offset / SENSORS * readings * 1_000;
    for (int i = 0; i < readings; i++) {
      timestamps[i] = first + i * 1_000L;
      values[i] = i;
    }
    String sensor = sensors[(int) (offset % SENSORS)];
    quarters.add(ReadingBatch.of(sensor, timestamps, values, readings), offset++);
    quarters.closeUntil(MAX_READINGS);
    return windows;
  }
}
