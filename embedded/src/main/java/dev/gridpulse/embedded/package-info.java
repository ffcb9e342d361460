/** A real Kafka broker and a real PostgreSQL inside this process's own data folder. */
package dev.gridpulse.embedded;
