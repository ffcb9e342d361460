package dev.gridpulse.standalone;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code up} and {@code demo} have in common. */
final class UpOptions {
  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "the API's port, 0 for a free one (default: ${DEFAULT-VALUE})")
  private int httpPort;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "the embedded broker's port, 0 for a free one (default: ${DEFAULT-VALUE})")
  private int kafkaPort;

  @Mixin private DataDirOption dataDir = new DataDirOption();

  int httpPort() {
    return Ports.require("--port", httpPort);
  }

  int kafkaPort() {
    return Ports.require("--kafka-port", kafkaPort);
  }

  DataFolder folder() {
    return dataDir.folder();
  }
}
