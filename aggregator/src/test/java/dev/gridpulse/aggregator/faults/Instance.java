package dev.gridpulse.aggregator.faults;

import dev.gridpulse.testing.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An instance of the aggregator: a folder, and one process after the other that uses it. */
final class Instance implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** How a process ends that was killed with -9. */
  static final int KILLED = 137;

  private static final List<String> JVM_OPTIONS =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-Dgridpulse.test.kafka.log=INFO");

  private final Servers servers;
  private final String name;
  private final Path folder;
  private @Nullable ChildJvm process;

  /**
   * @param name for its log
   * @param folder where its state is kept, made when missing
   */
  Instance(Servers servers, String name, Path folder) {
    this.servers = servers;
    this.name = name;
    this.folder = folder;
  }

  /** Starts a process, and does not wait until it is ready. */
  void start(Launch launch) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "database=" + servers.database().url(),
                "user=" + servers.database().user(),
                "password=" + servers.database().password(),
                "folder=" + folder,
                "threads=" + launch.threads(),
                "maxReadings=" + launch.maxReadings(),
                "kafka.bootstrap.servers=" + servers.kafka().bootstrapServers()));
    launch.kafka().forEach((name, value) -> arguments.add("kafka." + name + "=" + value));
    if (launch.fault() != null) {
      arguments.add("fault=" + launch.fault());
    }
    process = ChildJvm.start(AggregatorProcess.class, JVM_OPTIONS, Map.of(), arguments);
  }

  /** Returns when its tasks are assigned and restored. */
  void awaitReady() {
    process().awaitOutput("^ready$", PATIENCE);
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  boolean isPaused() {
    return process().isPaused();
  }

  /** Returns when it has printed a line that contains the pattern. */
  MatchResult awaitOutput(String regex) {
    return process().awaitOutput(regex, PATIENCE);
  }

  /** How many lines that contain the pattern its process has printed so far. */
  long count(String text) {
    return process().output().stream().filter(line -> line.contains(text)).count();
  }

  /** The exit status of a process that ends by itself. */
  int awaitExit() {
    return process().awaitExit(PATIENCE);
  }

  /**
   * Kills it as {@code kill -9} does.
   *
   * @return the exit status: {@link #KILLED}, unless it had ended before
   */
  int kill9() {
    process().kill9();
    return process().awaitExit(PATIENCE);
  }

  /** Stops its clock until {@link #resume}. */
  void pause() {
    process().pause();
  }

  void resume() {
    process().resume();
  }

  /** Stops it in order. */
  void stop() {
    process().stop(PATIENCE);
  }

  /** Deletes all that it has kept; it must not run. */
  void deleteState() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ChildJvm process() {
    return Objects.requireNonNull(process, "it was never started");
  }

  /** Kills what runs, and leaves what the last process printed in {@code target/fault-tests}. */
  @Override
  public void close() {
    if (process == null) {
      return;
    }
    process.close();
    try {
      Path log = Path.of("target", "fault-tests", name + ".log");
      Files.createDirectories(log.getParent());
      Files.write(log, process.output());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
