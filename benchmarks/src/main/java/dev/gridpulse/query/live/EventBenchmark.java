package dev.gridpulse.query.live;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A reading as a server-sent event, with its id. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventBenchmark {
  private static final long START = 1_772_409_600_000L;

  private final EventEncoder encoder = new EventEncoder();
  private long count;

  @Benchmark
  public Object reading() {
    count++;
    long[] offsets = {1_000_000 + count, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000};
    EventId id = new EventId(1, offsets, 0, 0, START);
    return encoder.reading(id, "sensor_00001", START + count * 1_000, count % 10_000 / 100.0);
  }
}
