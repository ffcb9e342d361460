package dev.gridpulse.query.live;

/** The reader begins anew: streams end, and clients come back with their ids. */
final class FeedBroken extends Exception {
  private static final long serialVersionUID = 1;

  FeedBroken() {
    super("the live feed begins anew", null, false, false);
  }
}
