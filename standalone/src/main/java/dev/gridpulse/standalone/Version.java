package dev.gridpulse.standalone;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the program's jar. */
final class Version implements IVersionProvider {
  /** The version, or "development" when run from an IDE. */
  static String text() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"gridpulse " + text(), "Java " + Runtime.version()};
  }
}
