package dev.gridpulse.query.store;

/** Whoever waits for an answer, and may go away before it is there. */
@FunctionalInterface
public interface Caller {
  /** Never goes away. */
  Caller PATIENT = _ -> () -> {};

  /**
   * Has something done when the caller goes away.
   *
   * @param action runs at most once, on a thread of its own, and at once if the caller has gone
   */
  Watch whenGone(Runnable action);

  /** Watches until it is closed; an action that has begun may go on. */
  @FunctionalInterface
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
