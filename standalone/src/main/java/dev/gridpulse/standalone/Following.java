package dev.gridpulse.standalone;

import dev.gridpulse.ingest.RefusedInput;
import dev.gridpulse.ingest.ReplayFailed;
import dev.gridpulse.ingest.ReplayOptions;
import dev.gridpulse.ingest.source.Source;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Looks every few seconds what lies there, and replays what is new or has changed and has been left
 * alone for a while. What was delivered under another name is known by its content.
 */
final class Following {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final Supplier<List<Source>> sources;
  private final Function<List<Source>, ReplayOptions> options;
  private final Duration minAge;
  private final ToIntFunction<ReplayOptions> replay;
  private final Clock clock;
  private final Map<String, Source.Version> seen = new HashMap<>();
  private String trouble = "";

  /**
   * @param sources finds what lies there now
   * @param minAge how long a file must have been left alone
   * @param replay replays some
   */
  Following(
      Supplier<List<Source>> sources,
      Function<List<Source>, ReplayOptions> options,
      Duration minAge,
      ToIntFunction<ReplayOptions> replay,
      Clock clock) {
    this.sources = sources;
    this.options = options;
    this.minAge = minAge;
    this.replay = replay;
    this.clock = clock;
  }

  /** Goes on until the process is asked to stop. */
  int run() {
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("gridpulse-stop")
                .unstarted(
                    () -> {
                      stopping.countDown();
                      awaitQuietly(stopped, Duration.ofSeconds(60));
                    }));
    System.out.println("Following; stop with Ctrl-C.");
    try {
      do {
        lookOrTell();
      } while (!awaitQuietly(stopping, BETWEEN_LOOKS));
      return 0;
    } finally {
      stopped.countDown();
    }
  }

  /** A store that is away for a while is told once. */
  private void lookOrTell() {
    try {
      look();
      trouble = "";
    } catch (UsageException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(trouble)) {
        System.err.println(message);
        trouble = message;
      }
    }
  }

  private void look() {
    List<Source> due = new ArrayList<>();
    Instant latest = clock.instant().minus(minAge);
    List<Source> present = sources.get();
    seen.keySet().retainAll(present.stream().map(Source::name).collect(Collectors.toSet()));
    for (Source source : present) {
      try {
        Source.Version version = source.version();
        if (!version.equals(seen.get(source.name())) && !version.modified().isAfter(latest)) {
          seen.put(source.name(), version);
          due.add(source);
        }
      } catch (IOException e) {
        System.err.println(source.name() + " cannot be read now: " + e.getMessage());
      }
    }
    if (!due.isEmpty()) {
      replay(due);
    }
  }

  /** Together, so that a mapping stands beside its rows; what is refused is told and left. */
  private void replay(List<Source> due) {
    try {
      var _ = replay.applyAsInt(options.apply(due));
    } catch (RefusedInput | ReplayFailed e) {
      System.err.println(e.getMessage());
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
