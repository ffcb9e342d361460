package dev.gridpulse.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** Sends processes the signals that Java does not know. */
final class Signals {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Signals() {}

  /**
   * Sends a signal.
   *
   * @param signal its name without SIG
   * @throws IllegalStateException when one of the processes cannot be signalled
   */
  static void send(String signal, ProcessHandle... processes) {
    run(
        Stream.concat(
                Stream.of("kill", "-" + signal),
                Arrays.stream(processes).map(process -> Long.toString(process.pid())))
            .toArray(String[]::new));
  }

  /** Whether a SIGSTOP has taken effect. */
  static boolean isStopped(ProcessHandle process) {
    return run("ps", "-o", "stat=", "-p", Long.toString(process.pid())).startsWith("T");
  }

  /** Returns when a SIGSTOP has taken effect, which takes a moment. */
  static void awaitStopped(ProcessHandle process) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isStopped(process)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("process " + process.pid() + " does not stop");
      }
    }
  }

  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed: " + output);
      }
      return output.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
