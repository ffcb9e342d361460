package dev.gridpulse.query.http;

import dev.gridpulse.query.store.Database;
import io.micronaut.context.annotation.Requires;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Without its database the API answers nothing: then it is down. */
@Singleton
@Requires(beans = Database.class)
final class DatabaseHealth extends AbstractHealthIndicator<Map<String, String>> {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseHealth.class);

  private final Database database;

  DatabaseHealth(Database database) {
    this.database = database;
  }

  @Override
  protected HealthResult getHealthResult() {
    return HealthResult.builder(getName(), status()).details(getHealthInformation()).build();
  }

  private HealthStatus status() {
    try {
      database.check();
      return HealthStatus.UP;
    } catch (RuntimeException e) {
      // Asked for every few seconds: a line is enough.
      LOG.warn("The database does not answer: {}", e.toString());
      return HealthStatus.DOWN;
    }
  }

  @Override
  protected Map<String, String> getHealthInformation() {
    return Map.of();
  }

  @Override
  protected String getName() {
    return "database";
  }
}
