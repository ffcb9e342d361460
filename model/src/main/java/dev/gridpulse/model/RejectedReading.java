package dev.gridpulse.model;

/**
 * One element of a record that is no reading, while its neighbours may be.
 *
 * @param index the element's position in the record, from 0
 * @param reason what is wrong with it
 * @param raw its JSON as it was sent
 */
public record RejectedReading(int index, String reason, String raw) {}
