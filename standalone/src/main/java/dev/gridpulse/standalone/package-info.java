/**
 * The one program: a subcommand for each role, and the embedded broker and database for those who
 * have none. Wiring only: every command reads its options, makes the parts and waits.
 */
package dev.gridpulse.standalone;
