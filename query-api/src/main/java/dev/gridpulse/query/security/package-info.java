/** The bearer tokens: minted here, and what is required of one that comes in. */
package dev.gridpulse.query.security;
