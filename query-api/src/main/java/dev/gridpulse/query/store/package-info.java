/**
 * The read side: plain JDBC on the tables that the sink writes. Reads only; each request has one
 * connection and one read-only transaction, so that its statements see the same data.
 */
package dev.gridpulse.query.store;
