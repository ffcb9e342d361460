package dev.gridpulse.standalone;

import dev.gridpulse.ingest.ReplayOptions;
import dev.gridpulse.ingest.ReplaySummary;
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
import java.util.stream.Collectors;

/**
 * Looks every few seconds what lies there, and replays what is new or has changed and has been left
 * alone for a while. What was delivered under another name is known by its content. What could not
 * be read to its end is tried again after a while.
 */
final class Following {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
  private static final Duration BEFORE_ANOTHER_TRY = Duration.ofSeconds(30);

  private final Supplier<List<Source>> sources;
  private final Function<List<Source>, ReplayOptions> options;
  private final Duration minAge;
  private final Function<ReplayOptions, ReplaySummary> replay;
  private final Clock clock;
  private final Map<String, Source.Version> seen = new HashMap<>();
  private final Map<String, Instant> left = new HashMap<>();
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
      Function<ReplayOptions, ReplaySummary> replay,
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
    forgetLeft();
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

  /** Together, so that a mapping stands beside its rows. */
  private void replay(List<Source> due) {
    ReplaySummary summary = replay.apply(options.apply(due));
    Instant again = clock.instant().plus(BEFORE_ANOTHER_TRY);
    summary.left().forEach(name -> left.put(name, again));
  }

  private void forgetLeft() {
    Instant now = clock.instant();
    left.entrySet()
        .removeIf(
            each -> {
              boolean due = !each.getValue().isAfter(now);
              if (due) {
                seen.remove(each.getKey());
              }
              return due;
            });
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
