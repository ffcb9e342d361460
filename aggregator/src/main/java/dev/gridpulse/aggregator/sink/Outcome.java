package dev.gridpulse.aggregator.sink;

import dev.gridpulse.model.Reject;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a batch, to be counted when its transaction commits.
 *
 * @param accepted items (readings, windows, entries) that were stored
 * @param rejected items that were not, whoever reports them
 * @param rejects those that the sink itself has to report
 */
record Outcome(long accepted, long rejected, List<Reject> rejects) {
  static final Outcome NOTHING = new Outcome(0, 0, List.of());

  Outcome {
    rejects = List.copyOf(rejects);
  }

  static Outcome accepted(long items) {
    return new Outcome(items, 0, List.of());
  }

  static Outcome rejected(Reject reject) {
    return new Outcome(0, 1, List.of(reject));
  }

  Outcome plus(Outcome other) {
    List<Reject> all = new ArrayList<>(rejects);
    all.addAll(other.rejects);
    return new Outcome(accepted + other.accepted, rejected + other.rejected, all);
  }
}
