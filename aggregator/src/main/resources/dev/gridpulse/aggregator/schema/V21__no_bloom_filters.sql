-- Where there are hypertables: TimescaleDB makes bloom filters by itself for the columns of an index, here of
-- (ts, seq), which nobody asks for. They take a byte of each reading (docs/decisions/0021). Versions that
-- do not know the setting do not make them either.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN
    BEGIN
      ALTER TABLE reading_log SET (
        timescaledb.enable_columnstore,
        timescaledb.segmentby = 'sensor_id',
        timescaledb.orderby = 'ts, seq',
        timescaledb.sparse_index = '');
    EXCEPTION WHEN invalid_parameter_value THEN
      RAISE NOTICE 'this TimescaleDB has no setting timescaledb.sparse_index';
    END;
  END IF;
END
$$;
