/**
 * What all roles share: readings, aggregates, sensors and resolutions as records, the topics, and
 * the JSON of each topic. Plain Java: no clock, no environment, no connection is opened here except
 * by {@link dev.gridpulse.model.TopicCreator}, which is handed one.
 */
package dev.gridpulse.model;
