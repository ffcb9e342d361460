package dev.gridpulse.benchmarks;

import java.util.List;

/** All suites, in the order in which they run. */
final class Suites {
  static final List<Suite> ALL =
      List.of(
          new GenerateSuite(),
          new IngestSuite(),
          new AggregateSuite(),
          new SinkSuite(),
          new EndToEndSuite(),
          new QuerySuite(),
          new ExportSuite(),
          new LiveSuite(),
          new StorageSuite(),
          new StartSuite(),
          new GrowthSuite());

  private Suites() {}
}
