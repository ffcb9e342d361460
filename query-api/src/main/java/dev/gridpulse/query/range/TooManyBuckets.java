package dev.gridpulse.query.range;

import dev.gridpulse.model.Resolution;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A range holds more buckets than an answer may have. */
public final class TooManyBuckets extends Exception {
  private static final long serialVersionUID = 1;

  private final int limit;
  private final @Nullable Resolution finest;

  TooManyBuckets(int limit, Optional<Resolution> finest) {
    super("more than " + limit + " buckets");
    this.limit = limit;
    this.finest = finest.orElse(null);
  }

  /** How many are allowed. */
  public int limit() {
    return limit;
  }

  /** The finest resolution of which the range holds no more than allowed; empty when none does. */
  public Optional<Resolution> finest() {
    return Optional.ofNullable(finest);
  }
}
