package dev.gridpulse.query.http;

import dev.gridpulse.query.store.Database;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import jakarta.inject.Singleton;
import java.util.Map;

/** Without its database the API answers nothing: then it is down. */
@Singleton
final class DatabaseHealth extends AbstractHealthIndicator<Map<String, String>> {
  private final Database database;

  DatabaseHealth(Database database) {
    this.database = database;
  }

  @Override
  protected Map<String, String> getHealthInformation() {
    database.check();
    healthStatus = HealthStatus.UP;
    return Map.of();
  }

  @Override
  protected String getName() {
    return "database";
  }
}
