/** Replays files of readings into Kafka: what was understood, what was delivered, what was not. */
package dev.gridpulse.ingest;
