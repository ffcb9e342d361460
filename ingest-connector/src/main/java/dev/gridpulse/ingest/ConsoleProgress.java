package dev.gridpulse.ingest;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of a replay: a bar on a terminal, elsewhere a plain line every few seconds.
 */
public final class ConsoleProgress implements ReplayProgress {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final Duration BETWEEN_STEPS = Duration.ofMillis(200);
  private static final long MEBIBYTE = 1L << 20;

  private final PrintStream out;
  private final boolean onTerminal;
  private final LongSupplier nanoTime;
  private @Nullable ProgressBar bar;
  private long total;
  private long start;
  private long shown;

  ConsoleProgress(PrintStream out, boolean onTerminal, LongSupplier nanoTime) {
    this.out = out;
    this.onTerminal = onTerminal;
    this.nanoTime = nanoTime;
  }

  /** Shows on {@code out}, with a bar when the program is attached to a terminal. */
  public static ConsoleProgress on(PrintStream out) {
    boolean onTerminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return new ConsoleProgress(out, onTerminal, System::nanoTime);
  }

  @Override
  public void examined(String file, String understood) {
    out.println(file + ": " + understood);
  }

  @Override
  public void started(long bytes) {
    total = bytes;
    start = nanoTime.getAsLong();
    shown = start;
    if (onTerminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("replay")
              .setInitialMax(bytes)
              .setUnit(" MiB", MEBIBYTE)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis((int) BETWEEN_STEPS.toMillis())
              .setConsumer(new ConsoleProgressBarConsumer(out))
              .build();
    }
  }

  @Override
  public void advanced(long bytes, long rows) {
    long now = nanoTime.getAsLong();
    Duration between = onTerminal ? BETWEEN_STEPS : BETWEEN_LINES;
    if (now - shown < between.toNanos()) {
      return;
    }
    shown = now;
    String speed = speed(rows, now);
    if (bar != null) {
      bar.stepTo(bytes);
      bar.setExtraMessage(speed);
    } else {
      out.printf(Locale.ROOT, "%3d %%, %s%n", bytes * 100 / Math.max(total, 1), speed);
    }
  }

  private String speed(long rows, long now) {
    double seconds = Math.max((now - start) / 1e9, 1e-3);
    return String.format(Locale.ROOT, "%,d rows, %,.0f rows/s", rows, rows / seconds);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
