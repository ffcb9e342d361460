/**
 * Resources, their parameters, the writers of answers, and problem documents (RFC 9457). What is
 * computed lives in {@code range} and {@code store}.
 */
package dev.gridpulse.query.http;
