-- The roles of gridpulse in its database, without passwords: nobody can log in before one is set
-- (ALTER ROLE … PASSWORD …). To be run once, by an administrator, in that database:
--   psql -d gridpulse -f deploy/database/roles.sql
-- What they may do with tables is granted by the migrations.
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY[
    'gridpulse_owner',     -- owns the tables: gridpulse migrate
    'gridpulse_sink',      -- stores: gridpulse aggregator, gridpulse repair
    'gridpulse_reader',    -- reads: gridpulse query-api, Grafana
    'gridpulse_exporter'   -- reads what it exports, writes what it has: gridpulse partner-export, export
  ] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I', wanted);
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN', wanted);
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), wanted);
  END LOOP;
  EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('ALTER DATABASE %I OWNER TO gridpulse_owner', current_database());
END
$$;
-- A reader's forgotten transaction must not hold back vacuum and retention for ever.
ALTER ROLE gridpulse_reader SET default_transaction_read_only = on;
ALTER ROLE gridpulse_reader SET statement_timeout = '60s';
ALTER ROLE gridpulse_reader SET idle_in_transaction_session_timeout = '60s';
