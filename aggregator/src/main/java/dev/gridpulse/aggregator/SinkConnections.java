package dev.gridpulse.aggregator;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** The sink's connections to the database. */
public final class SinkConnections {
  private static final int MOST = 6;

  private SinkConnections() {}

  /**
   * Opens the pool; its first connection is tried at once.
   *
   * @param meters gets what can be measured of it
   */
  public static HikariDataSource open(AggregatorSettings settings, MeterRegistry meters) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("gridpulse-sink");
    config.setJdbcUrl(settings.databaseUrl());
    config.setUsername(settings.databaseUser());
    config.setPassword(settings.databasePassword());
    config.setMaximumPoolSize(MOST);
    config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
    // Offsets are stored with what they stand for: what a crash of the database loses is read
    // again. Who stands still in a transaction, as a paused machine does, must not hold the locks
    // of partitions that Kafka has long given to others. And a batch of late windows may touch as
    // many compressed ones as there are; where there is no TimescaleDB, nobody reads that setting.
    config.setConnectionInitSql(
        "SET synchronous_commit = off; SET idle_in_transaction_session_timeout = '10s';"
            + " SET timescaledb.max_tuples_decompressed_per_dml_transaction = 0");
    config.addDataSourceProperty("ApplicationName", "gridpulse-sink");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("socketTimeout", "120");
    config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
    return new HikariDataSource(config);
  }
}
