package dev.gridpulse.query.http;

import io.micronaut.context.annotation.Requires;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** Down as long as the role does not do its work. */
@Singleton
@Requires(beans = RoleStatus.class)
final class RoleHealth extends AbstractHealthIndicator<Map<String, String>> {
  private final RoleStatus status;

  RoleHealth(RoleStatus status) {
    this.status = status;
  }

  @Override
  protected HealthResult getHealthResult() {
    Optional<String> problem = status.problem();
    return HealthResult.builder(getName(), problem.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN)
        .details(problem.map(text -> Map.of("problem", text)).orElse(Map.of()))
        .build();
  }

  @Override
  protected Map<String, String> getHealthInformation() {
    return Map.of();
  }

  @Override
  protected String getName() {
    return status.role();
  }
}
