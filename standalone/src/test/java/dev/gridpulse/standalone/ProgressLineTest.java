package dev.gridpulse.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void writesAPlainLineEveryFiveSecondsWhereThereIsNoTerminal() {
    try (ProgressLine progress = line(false, 1_000)) {
      for (int second = 1; second <= 12; second++) {
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        progress.advanced(second * 50L, second * 1_000L);
      }
    }

    assertThat(bytes.toString(UTF_8).lines())
        .containsExactly(" 25 %, 5,000 rows, 1,000 rows/s", " 50 %, 10,000 rows, 1,000 rows/s");
  }

  @Test
  void drawsABarOnATerminal() {
    try (ProgressLine progress = line(true, 2 << 20)) {
      nanos.addAndGet(Duration.ofSeconds(2).toNanos());
      progress.advanced(1 << 20, 3_000_000);
    }

    assertThat(bytes.toString(UTF_8))
        .contains("replay  50% [")
        .contains("1/2 MiB")
        .contains("3,000,000 rows, 1,500,000 rows/s");
  }

  private ProgressLine line(boolean onTerminal, long bytes) {
    return new ProgressLine(
        out,
        onTerminal,
        nanos::get,
        new ProgressLine.Work("replay", bytes, " MiB", 1 << 20, "rows"));
  }
}
