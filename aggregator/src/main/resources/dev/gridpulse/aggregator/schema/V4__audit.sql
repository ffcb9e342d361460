-- What the standing audit has found (docs/decisions/0013); it lives longer than the processes, and
-- other processes show it.
CREATE TABLE audit (
  partition       integer     PRIMARY KEY,
  checked         bigint      NOT NULL,
  differences     bigint      NOT NULL,
  last_checked    timestamptz NOT NULL,
  last_difference timestamptz
) WITH (fillfactor = 50);
COMMENT ON TABLE audit IS 'What the standing audit has found, by partition of gridpulse.readings.';
COMMENT ON COLUMN audit.checked IS 'How many times a quarter-hour was compared with its readings.';
COMMENT ON COLUMN audit.differences IS 'How many of them were not what their readings say; they were recomputed.';
