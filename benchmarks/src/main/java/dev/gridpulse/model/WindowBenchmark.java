package dev.gridpulse.model;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The figures of a window, of which the median is what costs, and their JSON. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WindowBenchmark {
  private static final long START = 1_772_409_600_000L;

  /** A reading a second in windows of 5 s, 1 min and 15 min. */
  @Param({"5", "60", "900"})
  int readings = 5;

  private long[] timestamps = {};
  private double[] values = {};

  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    timestamps = new long[readings];
    values = new double[readings];
    for (int i = 0; i < readings; i++) {
      timestamps[i] = START + i * 1_000L;
      values[i] = random.nextInt(10_000) / 100.0;
    }
  }

  @Benchmark
  public Aggregate median() {
    return Aggregate.of(START, timestamps, values, 0, readings);
  }

  @Benchmark
  public byte[] medianAndJson() {
    Aggregate aggregate = Aggregate.of(START, timestamps, values, 0, readings);
    return AggregateCodec.encode(
        new AggregateBatch(
            "sensor_00001", Rung.QUARTER_HOUR, START, 0, 1, 0, 1, List.of(aggregate)));
  }
}
