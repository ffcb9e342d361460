/**
 * Times, ranges and the buckets of a calendar: pure arithmetic, no clock, no database. Instants are
 * milliseconds since the epoch.
 */
package dev.gridpulse.query.range;
