-- Accumulations are named by offsets (docs/decisions/0012). A generation is the time in which those
-- names mean the same: it ends when a topic is made anew or a log has lost its end.

CREATE TABLE generation (
  number integer     PRIMARY KEY,
  reason text        NOT NULL,
  begun  timestamptz NOT NULL DEFAULT now()
);
INSERT INTO generation (number, reason) VALUES (1, 'The first.');
COMMENT ON TABLE generation IS 'The generations of accumulations; the one with the highest number goes on.';

ALTER TABLE quarter
  ADD COLUMN generation integer NOT NULL DEFAULT 0,
  ADD COLUMN exact      boolean NOT NULL DEFAULT false,
  ALTER COLUMN partition DROP NOT NULL;
ALTER TABLE quarter ALTER COLUMN generation DROP DEFAULT;
COMMENT ON COLUMN quarter.partition IS 'The partition of gridpulse.readings its readings come from; null when it was marked by hand and nothing came since.';
COMMENT ON COLUMN quarter.generation IS 'What owner and up_to belong to; in a later generation they mean nothing.';
COMMENT ON COLUMN quarter.exact IS 'Its windows may hold readings that were refused or lost: a recompute replaces them all, also by less.';

-- What repair looks for, in the order in which it takes it.
DROP INDEX quarter_dirty;
CREATE INDEX quarter_dirty ON quarter (sensor_id, start) WHERE dirty;
