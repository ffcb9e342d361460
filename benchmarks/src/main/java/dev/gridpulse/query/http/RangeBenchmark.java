package dev.gridpulse.query.http;

import dev.gridpulse.query.range.Pulse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A bucket of a range in an answer of lines of JSON; a thousand to an answer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RangeBenchmark {
  private static final long START = 1_772_409_600_000L;
  private static final int BUCKETS = 1_000;
  private static final long LENGTH = 60_000;

  @Benchmark
  @OperationsPerInvocation(BUCKETS)
  public void json() throws IOException {
    write(JsonRows.lines(OutputStream.nullOutputStream()));
  }

  private static void write(RowOutput out) throws IOException {
    Pulse pulse = new Pulse(OptionalLong.of(START + BUCKETS * LENGTH), OptionalLong.of(1_000));
    AggregateFields fields = new AggregateFields(out, null, pulse, ZoneOffset.UTC);
    for (int i = 0; i < BUCKETS; i++) {
      double value = i * 7_919 % 10_000 / 100.0;
      long start = START + i * LENGTH;
      fields.bucket(start, start + LENGTH, 60, value + 1 / 3.0, value + 0.5, value, value + 10);
    }
    out.finish();
  }
}
