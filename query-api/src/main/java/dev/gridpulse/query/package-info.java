/** The HTTP API over what is stored. Meets the aggregator in the database and in topics only. */
package dev.gridpulse.query;
