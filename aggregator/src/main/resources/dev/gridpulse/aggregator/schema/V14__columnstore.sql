-- Where there are hypertables, chunks that are over are kept by columns (docs/decisions/0016). When
-- that happens is a policy, made from settings after every migration.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN
    ALTER TABLE reading_log SET (
      timescaledb.enable_columnstore,
      timescaledb.segmentby = 'sensor_id',
      timescaledb.orderby = 'ts, seq');
    ALTER TABLE aggregate_5s SET (
      timescaledb.enable_columnstore,
      timescaledb.segmentby = 'sensor_id',
      timescaledb.orderby = 'start');
    ALTER TABLE aggregate_1m SET (
      timescaledb.enable_columnstore,
      timescaledb.segmentby = 'sensor_id',
      timescaledb.orderby = 'start');
    ALTER TABLE aggregate_15m SET (
      timescaledb.enable_columnstore,
      timescaledb.segmentby = 'sensor_id',
      timescaledb.orderby = 'start');
  END IF;
END
$$;
