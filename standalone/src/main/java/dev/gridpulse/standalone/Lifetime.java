package dev.gridpulse.standalone;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs parts until the process is asked to stop (Ctrl-C, SIGTERM) or a part fails for good. */
final class Lifetime {
  private static final Duration FAILURE_CHECK = Duration.ofSeconds(1);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  private Lifetime() {}

  /**
   * Starts, waits, and stops in order.
   *
   * @param pipeline what is stopped in the end, however far its start has come
   * @param start starts it and says so to the user
   * @return the exit code
   * @throws FailedException with the reason when a part has failed for good
   */
  static int run(Pipeline pipeline, Runnable start) {
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook =
        Thread.ofPlatform()
            .name("gridpulse-stop")
            .unstarted(
                () -> {
                  stopping.countDown();
                  System.err.println("gridpulse: stopping…");
                  pipeline.close();
                  awaitQuietly(stopped, STOP_TIMEOUT);
                });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      start.run();
      while (!awaitQuietly(stopping, FAILURE_CHECK)) {
        Optional<String> failure = pipeline.failure();
        if (failure.isPresent() && stopping.getCount() > 0) {
          throw new FailedException(failure.get());
        }
      }
      return 0;
    } finally {
      pipeline.close();
      stopped.countDown();
      if (stopping.getCount() > 0) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  private static boolean awaitQuietly(CountDownLatch latch, Duration timeout) {
    try {
      return latch.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
