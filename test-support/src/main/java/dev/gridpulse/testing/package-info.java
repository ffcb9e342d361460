/** What the tests share: broker and database fixtures, and the oracle that computes in SQL. */
package dev.gridpulse.testing;
