/**
 * The Kafka Streams topology: open quarter-hours and the windows computed from them. Pure: no
 * clock, no environment, nothing is started here.
 */
package dev.gridpulse.aggregator.topology;
