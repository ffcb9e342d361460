-- The export to the partner and what comes back (docs/partner.md, docs/decisions/0018).

CREATE TABLE partner_zone (
  time_zone text        PRIMARY KEY,
  since     timestamptz NOT NULL
);
COMMENT ON TABLE partner_zone IS 'Since when each zone is looked after: no midnight before is exported unasked.';

CREATE TABLE partner_position (
  topic       text   PRIMARY KEY,
  topic_id    uuid   NOT NULL,
  next_offset bigint NOT NULL
);
COMMENT ON TABLE partner_position IS 'How far gridpulse.partner.export has been read back into the tables below.';

CREATE TABLE partner_export (
  id           text        PRIMARY KEY,
  date         date        NOT NULL,
  time_zone    text        NOT NULL,
  revision     integer     NOT NULL,
  period_start timestamptz NOT NULL,
  period_end   timestamptz NOT NULL,
  sensor_ids   integer[]   NOT NULL,
  manifest     text        NOT NULL,
  sent         timestamptz NOT NULL,
  UNIQUE (time_zone, date, revision)
);
CREATE INDEX partner_export_period_end ON partner_export (period_end);
COMMENT ON TABLE partner_export IS 'The exports that were sent: a cache of what gridpulse.partner.export says.';
COMMENT ON COLUMN partner_export.manifest IS 'The manifest as it was sent, in JSON.';

CREATE TABLE partner_day (
  sensor_id integer NOT NULL,
  day       date    NOT NULL,
  revision  integer NOT NULL,
  digest    text    NOT NULL,
  windows   bigint,
  PRIMARY KEY (sensor_id, day)
);
COMMENT ON TABLE partner_day IS 'What was last sent of each day of a sensor.';
COMMENT ON COLUMN partner_day.digest IS 'SHA-256 of zone, unit and minutes, in hexadecimal.';
COMMENT ON COLUMN partner_day.windows IS 'Digest of its quarter-hours then; as long as they have it, the day need not be read again.';

CREATE TABLE usage_split (
  sensor_id    integer            NOT NULL,
  period_start timestamptz        NOT NULL,
  period_end   timestamptz        NOT NULL,
  export_id    text               NOT NULL,
  usages       text[]             NOT NULL,
  shares       double precision[] NOT NULL,
  topic_id     uuid               NOT NULL,
  topic_offset bigint             NOT NULL,
  PRIMARY KEY (sensor_id, period_start, period_end)
);
COMMENT ON TABLE usage_split IS 'What the partner says consumption is used for: its last answer for each sensor and period.';
COMMENT ON COLUMN usage_split.topic_offset IS 'Where the answer is in gridpulse.partner.usage; a later one takes its place.';
