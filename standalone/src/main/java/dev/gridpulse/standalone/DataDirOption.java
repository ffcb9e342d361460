package dev.gridpulse.standalone;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The one option that every command takes. */
final class DataDirOption {
  @Option(
      names = "--data-dir",
      paramLabel = "FOLDER",
      defaultValue = ".gridpulse",
      description = "the installation's folder (default: ${DEFAULT-VALUE})")
  private Path folder = Path.of(".gridpulse");

  DataFolder folder() {
    return new DataFolder(folder.toAbsolutePath().normalize());
  }
}
