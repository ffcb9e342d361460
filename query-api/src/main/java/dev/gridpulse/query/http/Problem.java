package dev.gridpulse.query.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A problem document, RFC 9457.
 *
 * @param type {@code about:blank}: the status says it all
 * @param title the status in words
 * @param status the HTTP status
 * @param detail what was wrong with this request, and what to do
 * @param instance the path that was asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(String type, String title, int status, String detail, @Nullable String instance) {}
