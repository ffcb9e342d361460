package dev.gridpulse.generator;

/** Is told how a back-fill goes on; {@link #advanced} is called by several threads, often. */
public interface BackfillProgress {
  /** For those who do not want to know. */
  BackfillProgress NONE =
      new BackfillProgress() {
        @Override
        public void started(long readings) {}

        @Override
        public void advanced(long readings) {}

        @Override
        public void ended() {}
      };

  /** The back-fill begins; {@code readings} is how many there are to generate. */
  void started(long readings);

  /** That many have been generated since the start. */
  void advanced(long readings);

  /** All that was generated has been acknowledged. */
  void ended();
}
