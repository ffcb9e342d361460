-- What the roles of deploy/database/roles.sql may do. This runs after every migration, for those of
-- them that exist. A table that a role writes to has a line here; sink and reader may read all, the
-- exporter what has a line.
DO $$
DECLARE
  lacking record;
BEGIN
  FOR lacking IN
    WITH wanted (role, object, privileges) AS (
      SELECT role, c.relname::text, 'SELECT'
      FROM unnest(ARRAY['gridpulse_sink', 'gridpulse_reader']) AS role, pg_class c
      WHERE c.relnamespace = current_schema()::regnamespace
        AND c.relkind IN ('r', 'v')
        AND pg_has_role(c.relowner, 'USAGE')
      UNION ALL
      VALUES
        ('gridpulse_sink', 'sensor', 'INSERT, UPDATE'),
        ('gridpulse_sink', 'reading_log', 'INSERT'),
        ('gridpulse_sink', 'aggregate_5s', 'INSERT, UPDATE, DELETE'),
        ('gridpulse_sink', 'aggregate_1m', 'INSERT, UPDATE, DELETE'),
        ('gridpulse_sink', 'aggregate_15m', 'INSERT, UPDATE, DELETE'),
        ('gridpulse_sink', 'quarter', 'INSERT, UPDATE'),
        ('gridpulse_sink', 'sink_offset', 'INSERT, UPDATE, DELETE'),
        ('gridpulse_sink', 'generation', 'INSERT'),
        ('gridpulse_sink', 'audit', 'INSERT, UPDATE'),
        ('gridpulse_exporter', 'sensor', 'SELECT'),
        ('gridpulse_exporter', 'aggregate_1m', 'SELECT'),
        ('gridpulse_exporter', 'aggregate_15m', 'SELECT'),
        ('gridpulse_exporter', 'partner_zone', 'SELECT, INSERT, UPDATE, DELETE'),
        ('gridpulse_exporter', 'partner_position', 'SELECT, INSERT, UPDATE, DELETE'),
        ('gridpulse_exporter', 'partner_export', 'SELECT, INSERT, UPDATE, DELETE'),
        ('gridpulse_exporter', 'partner_day', 'SELECT, INSERT, UPDATE, DELETE'),
        ('gridpulse_exporter', 'usage_split', 'SELECT, INSERT, UPDATE, DELETE')
    )
    SELECT w.role, w.object, privilege
    FROM wanted w
    JOIN pg_roles r ON r.rolname = w.role
    CROSS JOIN unnest(string_to_array(w.privileges, ', ')) AS privilege
    -- What is there already is not granted again, as that would write a row for every chunk.
    WHERE NOT has_table_privilege(r.oid, quote_ident(w.object), privilege)
  LOOP
    EXECUTE format(
      'GRANT %s ON TABLE %I TO %I', lacking.privilege, lacking.object, lacking.role);
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gridpulse_sink') THEN
    GRANT USAGE ON SEQUENCE reading_batch TO gridpulse_sink;
  END IF;
END
$$;
