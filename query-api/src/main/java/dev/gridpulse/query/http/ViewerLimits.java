package dev.gridpulse.query.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gridpulse.query.security.Tokens;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.security.authentication.Authentication;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What somebody may ask for who is no operator, by the name in the token: on the average so many
 * times a second, in a burst as many as in {@value #BURST} s, {@value #AT_ONCE} at a time, and of
 * answers without an end {@value #STREAMS} at a time. Each server counts for itself.
 */
@ServerFilter("/api/**")
@Requires(beans = Limits.class)
final class ViewerLimits {
  /** Behind the security filter, which finds out who asks, and before all work. */
  private static final int ORDER = 39_500;

  private static final int BURST = 5;
  private static final int MOST_NAMES = 100_000;
  private static final int STREAMS = 2;

  /** As many connections as a browser has: fewer than the database's. */
  private static final int AT_ONCE = 6;

  /** Behind all filters that refuse: what they refuse passes by {@link #end}. */
  private static final int LAST = 50_000;

  private static final String RUNNING = "gridpulse.viewer.running";

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST_NAMES)
          .expireAfterAccess(Duration.ofMinutes(1))
          .build();

  /** Of a name as long as somebody holds one. */
  private final Cache<String, Semaphore> streams = Caffeine.newBuilder().weakValues().build();

  private final Cache<String, Semaphore> running = Caffeine.newBuilder().weakValues().build();

  private final int perSecond;

  ViewerLimits(Limits limits) {
    this.perSecond = limits.viewerRequests();
  }

  @RequestFilter
  @Order(ORDER)
  void check(HttpRequest<?> request) {
    viewer(request).ifPresent(this::check);
  }

  private void check(String name) {
    ConsumptionProbe probe = buckets.get(name, _ -> bucket()).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1;
      throw ProblemException.tooManyRequests(
          "More than %d requests a second; wait, and ask for several sensors in one request."
              .formatted(perSecond),
          Math.toIntExact(seconds));
    }
  }

  @RequestFilter
  @Order(LAST)
  void begin(HttpRequest<?> request) {
    viewer(request)
        .ifPresent(
            name -> {
              Semaphore free = running.get(name, _ -> new Semaphore(AT_ONCE));
              if (!free.tryAcquire()) {
                throw ProblemException.tooManyRequests(
                    "%d requests are being answered at the moment; wait for one of them."
                        .formatted(AT_ONCE),
                    1);
              }
              request.setAttribute(RUNNING, free);
            });
  }

  @ResponseFilter
  void end(HttpRequest<?> request) {
    request.removeAttribute(RUNNING, Semaphore.class).ifPresent(Semaphore::release);
  }

  /**
   * Begins an answer without an end.
   *
   * @return ends it
   */
  Runnable beginStream(HttpRequest<?> request) {
    Optional<String> name = viewer(request);
    if (name.isEmpty()) {
      return () -> {};
    }
    Semaphore free = streams.get(name.get(), _ -> new Semaphore(STREAMS));
    if (!free.tryAcquire()) {
      throw ProblemException.tooManyRequests(
          "%d answers are under way that may be as long as one likes; wait for the end of one."
              .formatted(STREAMS),
          1);
    }
    return free::release;
  }

  private static Optional<String> viewer(HttpRequest<?> request) {
    return request
        .getUserPrincipal(Authentication.class)
        .filter(who -> !who.getRoles().contains(Tokens.OPERATOR))
        .map(Principal::getName);
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(
            limit ->
                limit
                    .capacity((long) perSecond * BURST)
                    .refillGreedy(perSecond, Duration.ofSeconds(1)))
        .build();
  }
}
