/**
 * The live feed: a reader of Kafka's topics, the recent records in memory, and streams of events
 * that many clients share. It knows neither HTTP nor the database: {@code http} opens streams and
 * says whom they belong to, {@code store} where they begin. The end of the rejects is read here
 * too.
 */
package dev.gridpulse.query.live;
