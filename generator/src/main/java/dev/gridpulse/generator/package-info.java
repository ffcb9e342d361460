/** Synthetic sensors: readings that depend only on seed, sensor and time. */
package dev.gridpulse.generator;
