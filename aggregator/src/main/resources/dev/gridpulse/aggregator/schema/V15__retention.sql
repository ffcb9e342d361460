-- Where there are hypertables, a job drops chunks by the time at which they were made, as history is
-- loaded late (docs/decisions/0017). TimescaleDB's own policy looks at one table only; this one never
-- drops windows whose readings are kept, as those would be missed and recomputed.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') THEN
    CREATE PROCEDURE gridpulse_retention(job_id integer, config jsonb) LANGUAGE plpgsql AS
    $procedure$
    DECLARE
      old record;
    BEGIN
      -- Nobody stores readings meanwhile, so that what follows sees all chunks of readings.
      SET LOCAL lock_timeout = '30s';
      LOCK TABLE reading_log IN SHARE MODE;
      -- A reader may have locked what is dropped here in another order. Sooner than the database
      -- looks for such deadlocks (a second) this gives up, and the scheduler tries again.
      SET LOCAL lock_timeout = '500ms';
      IF config ? 'reading_log' THEN
        PERFORM drop_chunks('reading_log', created_before => now() - (config ->> 'reading_log')::interval);
      END IF;
      FOR old IN
        SELECT w.hypertable_name AS name, w.range_start, w.range_end
        FROM timescaledb_information.chunks w
        WHERE w.hypertable_schema = 'public'
          AND w.hypertable_name IN ('aggregate_5s', 'aggregate_1m', 'aggregate_15m')
          AND w.chunk_creation_time < now() - (config ->> w.hypertable_name)::interval
          AND NOT EXISTS (
            SELECT FROM timescaledb_information.chunks r
            WHERE r.hypertable_schema = 'public'
              AND r.hypertable_name = 'reading_log'
              AND r.range_start < w.range_end
              AND r.range_end > w.range_start)
      LOOP
        PERFORM drop_chunks(
          old.name::regclass, older_than => old.range_end, newer_than => old.range_start);
        IF old.name = 'aggregate_15m' THEN
          DELETE FROM quarter
          WHERE start >= old.range_start AND start < old.range_end AND NOT dirty;
        END IF;
      END LOOP;
    END
    $procedure$;
  END IF;
END
$$;
