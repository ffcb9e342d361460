package dev.gridpulse.query.store;

import org.jspecify.annotations.Nullable;

/**
 * Which sensors somebody may read: all, or those of one owner. A sensor that is not theirs is, to
 * them, not there.
 *
 * @param owner whose sensors; null for all
 */
public record Access(@Nullable String owner) {
  /** All sensors. */
  public static final Access ALL = new Access(null);

  /** To be added to a condition on {@code sensor s}; its one parameter is the owner. */
  static final String CONDITION = "s.owner IS NOT DISTINCT FROM coalesce(?, s.owner)";
}
