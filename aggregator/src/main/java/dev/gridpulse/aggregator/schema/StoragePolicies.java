package dev.gridpulse.aggregator.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.temporal.TemporalAmount;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Makes TimescaleDB's jobs and chunks what the settings say; what is so already is left alone. */
final class StoragePolicies {
  private static final String READINGS = "reading_log";
  private static final List<String> HYPERTABLES =
      List.of(READINGS, "aggregate_5s", "aggregate_1m", "aggregate_15m");

  /**
   * How many rows of a sensor are kept by columns together. TimescaleDB's own 1,000 leave a tenth
   * of the disk empty (docs/decisions/0021).
   */
  private static final String BATCH = "timescaledb.compression_batch_size_limit=4000";

  /** How often chunks are looked for that are to be dropped. */
  private static final String RETENTION_SCHEDULE = "1 hour";

  private final Connection connection;

  /**
   * @param connection in a transaction, as the owner of the tables
   */
  StoragePolicies(Connection connection) {
    this.connection = connection;
  }

  /** Does nothing where the tables are plain. */
  void apply(StorageSettings settings) throws SQLException {
    if (!isTimescaleDb()) {
      return;
    }
    String chunk = settings.chunk().toString();
    setChunk(READINGS, chunk);
    setChunk("aggregate_5s", chunk);
    setBatch();
    for (String table : HYPERTABLES) {
      compress(table, settings.compressAfter());
    }
    retain(retention(settings));
  }

  private boolean isTimescaleDb() throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row =
            select.executeQuery("SELECT FROM pg_extension WHERE extname = 'timescaledb'")) {
      return row.next();
    }
  }

  private void setChunk(String table, String interval) throws SQLException {
    execute(
        """
        SELECT set_chunk_time_interval(?::regclass, ?::interval)
        FROM timescaledb_information.dimensions
        WHERE hypertable_schema = current_schema() AND hypertable_name = ?
          AND time_interval <> ?::interval
        """,
        table,
        interval,
        table,
        interval);
  }

  /** For the jobs, which run as the owner; where it cannot be set, the default has to do. */
  private void setBatch() throws SQLException {
    if (!isTrue(
        """
        SELECT EXISTS (SELECT FROM pg_db_role_setting
                       WHERE setdatabase = (SELECT oid FROM pg_database
                                            WHERE datname = current_database())
                         AND setrole = (SELECT relowner FROM pg_class WHERE oid = 'reading_log'::regclass)
                         AND ? = ANY (setconfig))
        """,
        BATCH)) {
      execute(
          """
          DO $$
          BEGIN
            EXECUTE format('ALTER ROLE %%I IN DATABASE %%I SET %s',
                           (SELECT tableowner FROM pg_tables
                            WHERE schemaname = current_schema() AND tablename = 'reading_log'),
                           current_database());
          EXCEPTION WHEN insufficient_privilege OR invalid_parameter_value OR undefined_object THEN
            RAISE NOTICE 'columns are kept in smaller batches: %%', SQLERRM;
          END
          $$
          """
              .formatted(BATCH));
    }
  }

  private void compress(String table, @Nullable TemporalAmount after) throws SQLException {
    String wanted = after == null ? null : after.toString();
    if (isTrue(
        """
        SELECT (SELECT (config ->> 'compress_after')::interval
                FROM timescaledb_information.jobs
                WHERE proc_name IN ('policy_compression', 'policy_columnstore')
                  AND hypertable_schema = current_schema() AND hypertable_name = ?)
               IS NOT DISTINCT FROM ?::interval
        """,
        table,
        wanted)) {
      return;
    }
    execute("CALL remove_columnstore_policy(?::regclass, if_exists => true)", table);
    if (wanted != null) {
      execute("CALL add_columnstore_policy(?::regclass, after => ?::interval)", table, wanted);
    }
  }

  private void retain(String retention) throws SQLException {
    if (!isTrue(
        """
        SELECT EXISTS (SELECT FROM timescaledb_information.jobs
                       WHERE proc_schema = current_schema() AND proc_name = 'gridpulse_retention')
        """)) {
      execute(
          "SELECT add_job('gridpulse_retention', ?::interval, config => ?::jsonb)",
          RETENTION_SCHEDULE,
          retention);
    }
    execute(
        """
        SELECT alter_job(job_id, config => ?::jsonb)
        FROM timescaledb_information.jobs
        WHERE proc_schema = current_schema() AND proc_name = 'gridpulse_retention'
          AND config <> ?::jsonb
        """,
        retention,
        retention);
  }

  /** JSON of how long each table is kept; one that is kept for ever is left out. */
  private static String retention(StorageSettings settings) {
    StringJoiner json = new StringJoiner(", ", "{", "}");
    keep(json, READINGS, settings.keepReadings());
    keep(json, "aggregate_5s", settings.keep5s());
    keep(json, "aggregate_1m", settings.keep1m());
    keep(json, "aggregate_15m", settings.keep15m());
    return json.toString();
  }

  private static void keep(StringJoiner json, String table, @Nullable TemporalAmount time) {
    if (time != null) {
      json.add("\"%s\": \"%s\"".formatted(table, time));
    }
  }

  private boolean isTrue(String sql, @Nullable String... parameters) throws SQLException {
    try (PreparedStatement select = prepare(sql, parameters);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private void execute(String sql, String... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters)) {
      statement.execute();
    }
  }

  private PreparedStatement prepare(String sql, @Nullable String... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setString(i + 1, parameters[i]);
    }
    return statement;
  }
}
