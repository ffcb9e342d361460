/**
 * Homes and what they draw: each appliance is a pure function of seed, home and time. No clock, no
 * I/O, nothing of Kafka.
 */
package dev.gridpulse.generator.home;
