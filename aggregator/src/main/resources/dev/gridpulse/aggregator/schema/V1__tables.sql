-- The tables on plain PostgreSQL; V2 turns them into hypertables where TimescaleDB is there.

CREATE TABLE sensor (
  id                integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name              text NOT NULL UNIQUE CHECK (char_length(name) BETWEEN 1 AND 200),
  uuid              uuid UNIQUE,
  unit              text,
  kind              text NOT NULL DEFAULT 'gauge' CHECK (kind IN ('power', 'counter', 'gauge')),
  sampling_interval interval,
  time_zone         text,
  asset             text,
  signal_id         text,
  latitude          double precision,
  longitude         double precision,
  owner             text,
  partner_consent   boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE sensor IS 'The registry. A sensor is added by its first reading or by its entry in gridpulse.sensors.';

-- Append-only: a reading written again is one more row with a higher seq. No unique index
-- (docs/decisions/0004): the view below keeps the last.
CREATE TABLE reading_log (
  sensor_id integer          NOT NULL,
  ts        timestamptz      NOT NULL,
  value     double precision NOT NULL,
  seq       bigint           NOT NULL
);
CREATE INDEX reading_log_sensor_ts_seq ON reading_log (sensor_id, ts, seq DESC);
COMMENT ON COLUMN reading_log.seq IS 'Order of writing: a batch number from reading_batch times 2^20, plus the index in the batch.';

CREATE SEQUENCE reading_batch;

CREATE VIEW reading AS
  SELECT DISTINCT ON (sensor_id, ts) sensor_id, ts, value
  FROM reading_log
  ORDER BY sensor_id, ts, seq DESC;
COMMENT ON VIEW reading IS 'The readings: the one written last for each sensor and time.';

CREATE TABLE aggregate_5s (
  sensor_id integer          NOT NULL,
  start     timestamptz      NOT NULL,
  count     integer          NOT NULL,
  mean      double precision NOT NULL,
  median    double precision NOT NULL,
  min       double precision NOT NULL,
  max       double precision NOT NULL,
  digest    bigint           NOT NULL,
  PRIMARY KEY (sensor_id, start)
);
CREATE TABLE aggregate_1m  (LIKE aggregate_5s INCLUDING ALL);
CREATE TABLE aggregate_15m (LIKE aggregate_5s INCLUDING ALL);
COMMENT ON TABLE aggregate_5s IS 'Windows of 5 s: a cache of what the readings say.';
COMMENT ON TABLE aggregate_1m IS 'Windows of 1 min: a cache of what the readings say.';
COMMENT ON TABLE aggregate_15m IS 'Windows of 15 min: a cache of what the readings say.';

CREATE TABLE quarter (
  sensor_id integer     NOT NULL,
  start     timestamptz NOT NULL,
  partition integer     NOT NULL,
  owner     bigint,
  dirty     boolean     NOT NULL DEFAULT false,
  up_to     bigint      NOT NULL,
  repaired  timestamptz,
  PRIMARY KEY (sensor_id, start)
) WITH (fillfactor = 70);
CREATE INDEX quarter_dirty ON quarter (partition) WHERE dirty;
COMMENT ON TABLE quarter IS 'Who may write the windows of a quarter-hour, and whether they are to be recomputed.';
COMMENT ON COLUMN quarter.partition IS 'The partition of gridpulse.readings its readings come from.';
COMMENT ON COLUMN quarter.owner IS 'Offset of the record that opened the one accumulation that may write; null when none may.';
COMMENT ON COLUMN quarter.up_to IS 'Repair waits until the readings up to this offset are stored.';
COMMENT ON COLUMN quarter.repaired IS 'When its windows were last recomputed from readings.';

CREATE TABLE sink_offset (
  topic        text    NOT NULL,
  partition    integer NOT NULL,
  topic_id     uuid    NOT NULL,
  next_offset  bigint  NOT NULL,
  leader_epoch integer,
  PRIMARY KEY (topic, partition)
);
COMMENT ON TABLE sink_offset IS 'How far each partition is stored; moved in the transaction that stores.';
