/**
 * From the windows of a minute to {@code gridpulse.partner.export}: when, what, and each once.
 * Plain Java, Kafka's client and JDBC.
 */
@NullMarked
package dev.gridpulse.partner.export;

import org.jspecify.annotations.NullMarked;
