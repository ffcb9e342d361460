/** Benchmarks with ratios; may use every module, and Kafka's own tools to compare with. */
package dev.gridpulse.benchmarks;
