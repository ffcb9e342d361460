-- Where TimescaleDB is preloaded, the growing tables become hypertables. The same statements are
-- skipped on plain PostgreSQL: the schema decides, never a setting.
DO $$
BEGIN
  -- The preloaded library defines this setting and every role may read it, unlike
  -- shared_preload_libraries, which is hidden from the owner of a database who is no superuser.
  IF current_setting('timescaledb.disable_load', true) IS NOT NULL
     AND EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb') THEN
    CREATE EXTENSION IF NOT EXISTS timescaledb;
    PERFORM create_hypertable('reading_log', by_range('ts', INTERVAL '7 days'), create_default_indexes => false);
    PERFORM create_hypertable('aggregate_5s', by_range('start', INTERVAL '7 days'), create_default_indexes => false);
    PERFORM create_hypertable('aggregate_1m', by_range('start', INTERVAL '30 days'), create_default_indexes => false);
    PERFORM create_hypertable('aggregate_15m', by_range('start', INTERVAL '1 year'), create_default_indexes => false);
  END IF;
END
$$;
