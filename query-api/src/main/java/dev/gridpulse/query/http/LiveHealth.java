package dev.gridpulse.query.http;

import dev.gridpulse.query.live.LiveFeed;
import io.micronaut.context.annotation.Requires;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Down when the live feed's reader has ended, which a restart mends. While Kafka is away it is up,
 * and says so: history is answered without it.
 */
@Singleton
@Requires(beans = LiveFeed.class)
final class LiveHealth extends AbstractHealthIndicator<Map<String, Object>> {
  private final LiveFeed feed;

  LiveHealth(LiveFeed feed) {
    this.feed = feed;
  }

  @Override
  protected HealthResult getHealthResult() {
    return HealthResult.builder(getName(), feed.isAlive() ? HealthStatus.UP : HealthStatus.DOWN)
        .details(getHealthInformation())
        .build();
  }

  @Override
  protected Map<String, Object> getHealthInformation() {
    return feed.problem().map(text -> Map.<String, Object>of("problem", text)).orElse(Map.of());
  }

  @Override
  protected String getName() {
    return "live";
  }
}
