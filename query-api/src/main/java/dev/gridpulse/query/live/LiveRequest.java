package dev.gridpulse.query.live;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks the feed for.
 *
 * @param sensors whose events
 * @param readings whether readings are among them
 * @param aggregates whether aggregates are among them
 * @param endWhenSlow what is done when the client cannot keep up: the stream ends, so that it comes
 *     back for all it missed, or it gets the latest of each sensor
 * @param until when it ends at the latest
 * @param holder whose streams are counted; null for who may open any number
 */
public record LiveRequest(
    Set<String> sensors,
    boolean readings,
    boolean aggregates,
    boolean endWhenSlow,
    Instant until,
    @Nullable String holder) {
  public LiveRequest {
    sensors = Set.copyOf(sensors);
  }
}
