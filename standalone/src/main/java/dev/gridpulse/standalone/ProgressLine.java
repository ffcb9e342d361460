package dev.gridpulse.standalone;

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
 * Shows the progress of long work: a bar on a terminal, elsewhere a plain line every few seconds.
 * Safe for many threads.
 */
final class ProgressLine implements AutoCloseable {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final Duration BETWEEN_STEPS = Duration.ofMillis(200);

  private final PrintStream out;
  private final Work work;
  private final LongSupplier nanoTime;
  private final long start;
  private final @Nullable ProgressBar bar;
  private long shown;

  /**
   * What is done.
   *
   * @param name for the bar
   * @param total how much there is to do
   * @param unit what the bar counts it in, such as {@code " MiB"}
   * @param unitSize how much of it that is
   * @param items what is counted on the way, such as {@code "rows"}
   */
  record Work(String name, long total, String unit, long unitSize, String items) {}

  ProgressLine(PrintStream out, boolean onTerminal, LongSupplier nanoTime, Work work) {
    this.out = out;
    this.work = work;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.shown = start;
    this.bar =
        onTerminal
            ? new ProgressBarBuilder()
                .setTaskName(work.name())
                .setInitialMax(work.total())
                .setUnit(work.unit(), work.unitSize())
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) BETWEEN_STEPS.toMillis())
                .setConsumer(new ConsoleProgressBarConsumer(out))
                .build()
            : null;
  }

  /** Shows on standard error, with a bar when the program is attached to a terminal. */
  static ProgressLine of(Work work) {
    boolean onTerminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return new ProgressLine(System.err, onTerminal, System::nanoTime, work);
  }

  /** So much of the work is done, and so many items. */
  synchronized void advanced(long done, long items) {
    long now = nanoTime.getAsLong();
    Duration between = bar == null ? BETWEEN_LINES : BETWEEN_STEPS;
    if (now - shown < between.toNanos()) {
      return;
    }
    shown = now;
    double seconds = Math.max((now - start) / 1e9, 1e-3);
    String speed =
        String.format(Locale.ROOT, "%,d %s, %,.0f %2$s/s", items, work.items(), items / seconds);
    if (bar == null) {
      out.printf(Locale.ROOT, "%3d %%, %s%n", done * 100 / Math.max(work.total(), 1), speed);
    } else {
      bar.stepTo(done);
      bar.setExtraMessage(speed);
    }
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
