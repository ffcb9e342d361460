package dev.gridpulse.ingest;

/** Why a value that was read is neither delivered nor rejected. */
public enum SkipReason {
  EMPTY_CELL("empty cells, which are no readings"),
  DONE_BEFORE("accounted for by an earlier run"),
  BEFORE_FROM("before --from"),
  FROM_TO_ON("at or after --to");

  private final String text;

  SkipReason(String text) {
    this.text = text;
  }

  /** For the summary, as a phrase. */
  public String text() {
    return text;
  }
}
