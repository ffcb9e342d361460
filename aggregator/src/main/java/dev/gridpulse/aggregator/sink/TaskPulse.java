package dev.gridpulse.aggregator.sink;

import java.util.Optional;

/** Whether the tasks of the topology that run in this process are alive. */
public interface TaskPulse {
  /** The pulse of that partition's task; empty when it does not run in this process. */
  Optional<Beat> of(int partition);

  /**
   * How far a task has come.
   *
   * @param incarnation another one whenever the task has begun anew, and may have lost what it
   *     emitted since its last commit
   * @param ticks how many ticks of this incarnation are over
   */
  record Beat(long incarnation, long ticks) {}
}
