package dev.gridpulse.generator.home;

/** Takes what is drawn, in stretches of constant power. */
@FunctionalInterface
interface Load {
  /**
   * Adds a stretch.
   *
   * @param from its first second since the epoch
   * @param to the second after its last
   * @param deciwatts tenths of a watt, negative for what is produced
   */
  void add(long from, long to, int deciwatts);
}
