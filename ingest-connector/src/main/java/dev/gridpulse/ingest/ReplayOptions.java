package dev.gridpulse.ingest;

import dev.gridpulse.model.SensorName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be replayed, and how.
 *
 * @param paths the files, in the order in which they are read
 * @param sensor the sensor that all their readings belong to
 * @param timeZone the zone of times that name no offset
 * @param timeFormat {@code iso}, {@code epoch-s}, {@code epoch-ms}, {@code epoch-us}, {@code
 *     epoch-ns} or a pattern such as {@code dd.MM.yy HH:mm:ss}; null to find it out
 * @param maxRejects how many rows may be rejected
 */
public record ReplayOptions(
    List<Path> paths,
    String sensor,
    ZoneId timeZone,
    @Nullable String timeFormat,
    MaxRejects maxRejects) {

  /**
   * @throws IllegalArgumentException naming every option that is wrong, a line each
   */
  public ReplayOptions {
    paths = List.copyOf(paths);
    List<String> problems = new ArrayList<>();
    if (paths.isEmpty()) {
      problems.add("no file to replay");
    }
    paths.forEach(path -> addProblem(path, problems));
    SensorName.problem(sensor).ifPresent(problem -> problems.add("--sensor: " + problem));
    if (timeFormat != null) {
      try {
        TimeFormats.parse(timeFormat);
      } catch (IllegalArgumentException e) {
        problems.add("--time-format: " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
    }
  }

  private static void addProblem(Path path, List<String> problems) {
    if (!Files.exists(path)) {
      problems.add(path + ": there is no such file");
    } else if (Files.isDirectory(path)) {
      problems.add(path + " is a folder; name the files in it");
    } else if (!Files.isReadable(path)) {
      problems.add(path + ": no permission to read it");
    }
  }
}
