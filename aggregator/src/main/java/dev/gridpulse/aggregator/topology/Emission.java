package dev.gridpulse.aggregator.topology;

import dev.gridpulse.model.Aggregate;
import dev.gridpulse.model.Rung;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The windows of one quarter-hour that are to be emitted now, by rung, in order of start. */
final class Emission {
  private final Map<Rung, List<Aggregate>> windows = new EnumMap<>(Rung.class);

  void add(Rung rung, Aggregate aggregate) {
    windows.computeIfAbsent(rung, any -> new ArrayList<>()).add(aggregate);
  }

  Map<Rung, List<Aggregate>> windows() {
    return windows;
  }
}
