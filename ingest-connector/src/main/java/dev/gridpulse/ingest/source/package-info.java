/** Where rows come from: files, folders, standard input; packed or not. */
@org.jspecify.annotations.NullMarked
package dev.gridpulse.ingest.source;
