-- Whether an export would say something new of its period is asked of what it said, without the
-- days before it that it amended (docs/decisions/0018).
ALTER TABLE partner_export ADD COLUMN content text;
COMMENT ON COLUMN partner_export.content IS 'SHA-256 of what the days of its period say, in hexadecimal; null of those that were sent before this was kept.';
COMMENT ON COLUMN partner_day.windows IS 'Digest of the readings in what was sent; as long as the quarter-hours have it, the day need not be read again.';
