/**
 * What the tests share: broker and database fixtures, other JVMs to kill, and the oracle that
 * computes in SQL what the database should hold, with no help from the code it judges.
 */
@NullMarked
package dev.gridpulse.testing;

import org.jspecify.annotations.NullMarked;
