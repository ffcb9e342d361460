/** The tables, made and upgraded by Flyway from the SQL files beside this package. */
package dev.gridpulse.aggregator.schema;
