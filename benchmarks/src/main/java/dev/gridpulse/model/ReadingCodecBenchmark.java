package dev.gridpulse.model;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A record of readings, to JSON and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReadingCodecBenchmark {
  private static final long START = 1_772_409_600_000L;

  @Param({"1", "100"})
  int readings = 1;

  private final ReadingDecoder decoder = new ReadingDecoder();
  private final ReadingDecoder general = new ReadingDecoder(false);
  private ReadingBatch batch = ReadingBatch.of("sensor_00001", new long[0], new double[0], 0);
  private byte[] json = {};

  /** Readings of two decimals, a second apart. */
  @Setup
  public void fill() {
    long[] timestamps = new long[readings];
    double[] values = new double[readings];
    for (int i = 0; i < readings; i++) {
      timestamps[i] = START + i * 1_000L;
      values[i] = (i * 7_919 % 10_000) / 100.0;
    }
    batch = ReadingBatch.of("sensor_00001", timestamps, values, readings);
    json = ReadingEncoder.encode(batch);
  }

  @Benchmark
  public byte[] encode() {
    return ReadingEncoder.encode(batch);
  }

  @Benchmark
  public DecodedReadings decode() {
    return decoder.decode(json, START);
  }

  /** What a record costs that is not written as we write it. */
  @Benchmark
  public DecodedReadings decodeByParser() {
    return general.decode(json, START);
  }
}
