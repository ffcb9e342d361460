package dev.gridpulse.query.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of buckets without readings. */
enum Fill {
  /** They are left out. */
  NONE,
  /** They are there, without figures. */
  NULL,
  /** They have the figures of the last bucket before that has some, but not in the future. */
  PREVIOUS;

  /** The one of that name, {@link #NONE} when there is no name. */
  static Optional<Fill> ofLabel(@Nullable String label) {
    return label == null
        ? Optional.of(NONE)
        : Arrays.stream(values())
            .filter(fill -> fill.name().toLowerCase(Locale.ROOT).equals(label))
            .findFirst();
  }
}
