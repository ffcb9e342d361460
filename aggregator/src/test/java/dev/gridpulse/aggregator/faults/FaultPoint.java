package dev.gridpulse.aggregator.faults;

import java.util.Locale;

/**
 * An exact moment in the life of a sink, and what happens to its process then.
 *
 * @param action what happens to the process
 * @param moment when, within a transaction of the sink
 * @param worker which of the sink's workers, such as {@code readings}
 * @param occurrence the how-manieth of these moments it is, 1 or more
 */
record FaultPoint(Action action, Moment moment, String worker, int occurrence) {

  /** What happens to the process. */
  enum Action {
    /** It ends at once, without any order. */
    HALT,
    /** It stands still, as after SIGSTOP, until somebody sends SIGCONT. */
    FREEZE
  }

  /** When, within a transaction of the sink. */
  enum Moment {
    /** It has the records in its hands and has not yet locked their partitions' offsets. */
    BEFORE_ADVANCE,
    /** All is written, nothing committed. */
    BEFORE_COMMIT,
    /** The database has committed, and the sink has not yet been told. */
    AFTER_COMMIT
  }

  /** How a process that was halted here ends. */
  static final int EXIT_STATUS = 66;

  static FaultPoint halt(Moment moment, String worker, int occurrence) {
    return new FaultPoint(Action.HALT, moment, worker, occurrence);
  }

  static FaultPoint freeze(Moment moment, String worker, int occurrence) {
    return new FaultPoint(Action.FREEZE, moment, worker, occurrence);
  }

  /** Reads what {@link #toString} wrote. */
  static FaultPoint parse(String text) {
    String[] words = text.split(" ", -1);
    return new FaultPoint(
        Action.valueOf(words[0].toUpperCase(Locale.ROOT)),
        Moment.valueOf(words[1].toUpperCase(Locale.ROOT)),
        words[2],
        Integer.parseInt(words[3]));
  }

  @Override
  public String toString() {
    return "%s %s %s %d".formatted(action, moment, worker, occurrence);
  }
}
