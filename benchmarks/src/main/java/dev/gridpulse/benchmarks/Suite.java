package dev.gridpulse.benchmarks;

import java.util.List;

/** Benchmarks that belong together and share what they need. */
interface Suite {
  /** The name on the command line. */
  String name();

  /** What it measures, in a line. */
  String description();

  /**
   * Measures.
   *
   * @param bench what it may use
   */
  List<Result> run(Bench bench);
}
