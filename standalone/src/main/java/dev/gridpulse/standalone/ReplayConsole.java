package dev.gridpulse.standalone;

import dev.gridpulse.ingest.ReplayProgress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells on standard error what a replay has understood and how far it is. */
final class ReplayConsole implements ReplayProgress {
  private static final long MEBIBYTE = 1L << 20;

  private @Nullable ProgressLine line;

  @Override
  public void examined(String file, String understood, List<String> samples) {
    System.err.println(file + ": " + understood);
    samples.forEach(sample -> System.err.println("  " + sample));
  }

  @Override
  public void failed(String file, String why) {
    System.err.println(why);
  }

  @Override
  public void started(long bytes) {
    line = ProgressLine.of(new ProgressLine.Work("replay", bytes, " MiB", MEBIBYTE, "rows"));
  }

  @Override
  public void advanced(long bytes, long rows) {
    if (line != null) {
      line.advanced(bytes, rows);
    }
  }

  @Override
  public void close() {
    if (line != null) {
      line.close();
    }
  }
}
