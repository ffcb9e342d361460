package dev.gridpulse.aggregator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Who an instance is to Kafka's group coordinator. It is kept in the instance's folder: after a
 * kill and a restart the coordinator knows it again and hands its partitions back, instead of
 * waiting until the killed one's session has run out.
 */
final class InstanceId {
  private InstanceId() {}

  /** The id in that folder; drawn at the first call. */
  static String of(Path folder) {
    Path file = folder.resolve("instance.id");
    try {
      String id = Files.readString(file).strip();
      return id.isEmpty() ? create(file) : id;
    } catch (NoSuchFileException e) {
      return create(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String create(Path file) {
    String id = UUID.randomUUID().toString();
    Path unfinished = file.resolveSibling("instance.id.new");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(unfinished, id + "\n");
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
