/** Where rows come from: files, folders, standard input; packed or not. */
package dev.gridpulse.ingest.source;
