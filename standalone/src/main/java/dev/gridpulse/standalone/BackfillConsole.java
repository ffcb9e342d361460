package dev.gridpulse.standalone;

import dev.gridpulse.generator.BackfillProgress;
import org.jspecify.annotations.Nullable;

/** Tells on standard error how far a back-fill is. */
final class BackfillConsole implements BackfillProgress, AutoCloseable {
  private static final long MILLION = 1_000_000;

  private @Nullable ProgressLine line;

  @Override
  public void started(long readings) {
    line =
        ProgressLine.of(
            new ProgressLine.Work("back-fill", readings, " million", MILLION, "readings"));
  }

  @Override
  public void advanced(long readings) {
    if (line != null) {
      line.advanced(readings, readings);
    }
  }

  @Override
  public void ended() {
    close();
  }

  @Override
  public void close() {
    if (line != null) {
      line.close();
      line = null;
    }
  }
}
