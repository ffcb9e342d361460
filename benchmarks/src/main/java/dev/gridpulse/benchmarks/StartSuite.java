package dev.gridpulse.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** How long {@code gridpulse up} takes until it is ready, and what memory {@code demo} holds. */
final class StartSuite implements Suite {
  private static final int TURNS = 3;
  private static final double READY_GOAL_SECONDS = 10;
  private static final double RESIDENT_GOAL_MB = 1_200;
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Duration STOP_PATIENCE = Duration.ofMinutes(5);
  private static final String READY = "runtime.properties";

  /** Set by the script. */
  private static final String SCRIPT = "gridpulse.script";

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String description() {
    return "`up` until it is ready, once built; memory of `demo`";
  }

  @Override
  public List<Result> run(Bench bench) {
    String script = System.getProperty(SCRIPT);
    if (script == null) {
      bench.say("  left out: it is measured through ./gridpulse bench");
      return List.of();
    }
    try {
      Path data = bench.path("data");
      // Builds what is missing, makes the data folder, and leaves a class archive behind.
      start(script, "up", data).close();
      double[] seconds = new double[TURNS];
      for (int turn = 0; turn < TURNS; turn++) {
        try (Started up = start(script, "up", data)) {
          seconds[turn] = up.seconds();
        }
        bench.say(String.format(Locale.ROOT, "  ready after %.1f s", seconds[turn]));
      }
      Result ready =
          Result.ofTime(
              "start.ready.ratio",
              Bench.median(seconds),
              READY_GOAL_SECONDS,
              "s",
              "`up` on a data folder that is there, against the goal");
      return Stream.concat(Stream.of(ready), resident(bench, script, bench.path("demo")).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Optional<Result> resident(Bench bench, String script, Path data)
      throws IOException, InterruptedException {
    try (Started demo = start(script, "demo", data)) {
      Thread.sleep(bench.demo());
      double program = residentMb(demo.process().pid());
      if (Double.isNaN(program)) {
        bench.say("  this system does not tell the memory of a process");
        return Optional.empty();
      }
      double database = 0;
      for (long pid : databaseProcesses(data)) {
        database += residentMb(pid);
      }
      return Optional.of(
          Result.ofTime(
              "start.resident.ratio",
              program + database,
              RESIDENT_GOAL_MB,
              "MB",
              String.format(
                  Locale.ROOT,
                  "`demo` after %d min, against the goal: %.0f of the program with its broker,"
                      + " %.0f of PostgreSQL, shared memory counted once",
                  bench.demo().toMinutes(),
                  program,
                  database)));
    }
  }

  /** The server's own process, named by its file, and those that it has started. */
  private static List<Long> databaseProcesses(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      Optional<Path> file = files.filter(each -> each.endsWith("postmaster.pid")).findFirst();
      if (file.isEmpty()) {
        return List.of();
      }
      long pid = Long.parseLong(Files.readAllLines(file.get()).getFirst().strip());
      return ProcessHandle.of(pid)
          .map(server -> Stream.concat(Stream.of(server), server.descendants()))
          .orElse(Stream.empty())
          .map(ProcessHandle::pid)
          .toList();
    }
  }

  /** Proportional set size: what several share counts for each in part. NaN where none is told. */
  private static double residentMb(long pid) throws IOException {
    Path file = Path.of("/proc", Long.toString(pid), "smaps_rollup");
    if (!Files.isReadable(file)) {
      return Double.NaN;
    }
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("Pss:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e6)
        .sum();
  }

  private static Started start(String script, String command, Path data)
      throws IOException, InterruptedException {
    Path log = data.resolveSibling(command + ".log");
    Files.deleteIfExists(data.resolve(READY));
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(
                script, command, "--port", "0", "--kafka-port", "0", "--data-dir", data.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long deadline = begin + PATIENCE.toNanos();
    while (!Files.exists(data.resolve(READY))) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroy();
        throw new IllegalStateException(
            "`%s` did not become ready:%n%s".formatted(command, Files.readString(log)));
      }
      Thread.sleep(10);
    }
    return new Started(process, (System.nanoTime() - begin) / 1e9);
  }

  /** A program that is ready, and after how long. */
  private record Started(Process process, double seconds) implements AutoCloseable {
    @Override
    public void close() {
      process.destroy();
      try {
        process.onExit().get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        process.destroyForcibly();
        throw new IllegalStateException("the program does not stop", e);
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
