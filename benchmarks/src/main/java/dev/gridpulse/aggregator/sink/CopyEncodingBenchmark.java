package dev.gridpulse.aggregator.sink;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteStreamWriter;

/** A row of {@code reading_log} in PostgreSQL's binary format; 10,000 rows to a COPY. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CopyEncodingBenchmark {
  private static final long START = 1_772_409_600_000L;
  private static final int ROWS = 10_000;

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long row(Blackhole blackhole) throws SQLException {
    BinaryCopy rows = new BinaryCopy(new Nowhere(blackhole), 4);
    for (int i = 0; i < ROWS; i++) {
      rows.startRow();
      rows.int4(i % 500);
      rows.timestamptz(START + i);
      rows.float8(i / 100.0);
      rows.int8(i);
    }
    return rows.finish();
  }

  /** A connection that takes everything. */
  private record Nowhere(Blackhole blackhole) implements CopyIn {
    @Override
    public void writeToCopy(byte[] buffer, int offset, int size) {
      blackhole.consume(buffer);
    }

    @Override
    public void writeToCopy(ByteStreamWriter from) {
      blackhole.consume(from);
    }

    @Override
    public void flushCopy() {
      // There is nothing to flush.
    }

    @Override
    public long endCopy() {
      return ROWS;
    }

    @Override
    public int getFieldCount() {
      return 4;
    }

    @Override
    public int getFormat() {
      return 1;
    }

    @Override
    public int getFieldFormat(int field) {
      return 1;
    }

    @Override
    public boolean isActive() {
      return true;
    }

    @Override
    public void cancelCopy() {
      // There is nothing to cancel.
    }

    @Override
    public long getHandledRowCount() {
      return ROWS;
    }
  }
}
