/**
 * Turns readings into aggregates and stores both: {@code topology} computes, {@code sink} stores,
 * {@code schema} makes the tables. This package only starts and stops them.
 */
package dev.gridpulse.aggregator;
