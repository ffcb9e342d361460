package dev.gridpulse.aggregator.topology;

/**
 * Hears what the tasks of the topology do. It is called by the threads that do it, so it must be
 * quick. A task that is revived after an abort ends and starts again.
 */
public interface TaskListener {
  /** Hears nothing. */
  TaskListener NONE =
      new TaskListener() {
        @Override
        public void started(int partition) {}

        @Override
        public void ticked(int partition, long readings, int quarters) {}

        @Override
        public void ended(int partition) {}
      };

  /** The task of that partition has begun, with what its store holds. */
  void started(int partition);

  /**
   * A tick is over: every window that had changed was emitted.
   *
   * @param readings how many readings are held in open quarter-hours
   * @param quarters how many quarter-hours are open
   */
  void ticked(int partition, long readings, int quarters);

  /** The task of that partition has ended; what it emitted since its last commit may be undone. */
  void ended(int partition);
}
