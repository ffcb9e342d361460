package dev.gridpulse.standalone;

/** The rule for ports on the command line. */
final class Ports {
  private static final int MAX = 65_535;

  private Ports() {}

  /**
   * The port itself; 0 means a free one.
   *
   * @throws UsageException naming the option when it is no port
   */
  static int require(String option, int port) {
    if (port < 0 || port > MAX) {
      throw new UsageException("%s: a port is 0 to %d, not %d.".formatted(option, MAX, port));
    }
    return port;
  }
}
