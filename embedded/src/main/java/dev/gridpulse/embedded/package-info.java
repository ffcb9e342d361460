/**
 * A real Kafka broker and a real PostgreSQL inside this program's own data folder, for a laptop and
 * for tests. Knows nothing of gridpulse's topics and tables: it starts servers, stops them in order
 * and recovers what a killed program left behind.
 */
@NullMarked
package dev.gridpulse.embedded;

import org.jspecify.annotations.NullMarked;
