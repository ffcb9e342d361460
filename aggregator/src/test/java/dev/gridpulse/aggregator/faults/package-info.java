/**
 * The aggregator in processes that are killed, halted and stopped, with a broker and a database to
 * which the same is done. Each test proves that its fault has happened.
 */
@NullMarked
package dev.gridpulse.aggregator.faults;

import org.jspecify.annotations.NullMarked;
