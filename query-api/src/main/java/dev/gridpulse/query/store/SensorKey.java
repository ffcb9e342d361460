package dev.gridpulse.query.store;

import dev.gridpulse.query.range.Pulse;

/**
 * What a range of one sensor needs to know of it.
 *
 * @param id its key in the tables
 * @param pulse its last reading and its interval
 */
public record SensorKey(int id, Pulse pulse) {}
