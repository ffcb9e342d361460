/**
 * Kafka to database, each record once: offsets are stored with what they stand for, in one
 * transaction. Readings are appended, aggregates written by the one accumulation that owns a
 * quarter-hour, and what is in doubt is recomputed from readings.
 */
package dev.gridpulse.aggregator.sink;
