/**
 * The HTTP API over the database. This package starts and stops it; {@code range} is pure time
 * arithmetic, {@code store} the read side in plain JDBC, {@code security} the tokens, and only
 * {@code http} knows Micronaut's annotations.
 */
package dev.gridpulse.query;
