package dev.gridpulse.embedded;

/** Waiting for other programs. */
final class Processes {
  private Processes() {}

  /** The exit status. An interrupt is kept for later: half a start or stop helps nobody. */
  static int waitFor(Process process) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
