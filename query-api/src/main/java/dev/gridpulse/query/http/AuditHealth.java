package dev.gridpulse.query.http;

import dev.gridpulse.query.store.AuditFindings;
import dev.gridpulse.query.store.Database;
import io.micronaut.context.annotation.Requires;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the standing audit has found. Always up: a difference was recomputed, and is for people to
 * look at. Without a database there is nothing to tell, which is {@link DatabaseHealth}'s matter.
 */
@Singleton
@Requires(beans = Database.class)
final class AuditHealth extends AbstractHealthIndicator<Map<String, Object>> {
  private static final Logger LOG = LoggerFactory.getLogger(AuditHealth.class);

  private final Database database;

  AuditHealth(Database database) {
    this.database = database;
  }

  @Override
  protected HealthResult getHealthResult() {
    return HealthResult.builder(getName(), HealthStatus.UP).details(getHealthInformation()).build();
  }

  @Override
  protected Map<String, Object> getHealthInformation() {
    try {
      AuditFindings findings = database.read(AuditFindings::read);
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("checked", findings.checked());
      details.put("differences", findings.differences());
      if (findings.lastChecked() != null) {
        details.put("lastChecked", findings.lastChecked().toString());
      }
      if (findings.lastDifference() != null) {
        details.put("lastDifference", findings.lastDifference().toString());
      }
      return details;
    } catch (RuntimeException e) {
      LOG.debug("The findings of the audit cannot be read", e);
      return Map.of();
    }
  }

  @Override
  protected String getName() {
    return "audit";
  }
}
