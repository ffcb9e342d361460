package dev.gridpulse.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A main class that runs in a JVM of its own with the class path of the test, to be stopped or
 * killed. What it prints, on either stream, is kept line by line. Closing kills it.
 */
public final class ChildJvm implements AutoCloseable {
  private static final int LINES_IN_MESSAGES = 50;
  private static final int PARENT_GONE = 70;

  private final Process process;
  private final Thread reader;
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  private ChildJvm(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().name("output-of-" + process.pid()).start(this::readOutput);
  }

  /** Starts {@code main} with these arguments. */
  public static ChildJvm start(Class<?> main, String... arguments) {
    return start(main, List.of(), Map.of(), List.of(arguments));
  }

  /**
   * Starts {@code main}.
   *
   * @param jvmOptions options of {@code java}, such as {@code -Xmx256m}
   * @param environment variables besides those of this process
   * @param arguments what {@code main} is given
   */
  public static ChildJvm start(
      Class<?> main,
      List<String> jvmOptions,
      Map<String, String> environment,
      List<String> arguments) {
    Map<String, String> withClassPath = new HashMap<>(environment);
    withClassPath.put("CLASSPATH", System.getProperty("java.class.path"));
    return launch(jvmOptions, withClassPath, List.of(main.getName()), arguments);
  }

  /**
   * Starts the program of a jar, which names its main class and its libraries itself.
   *
   * @param jvmOptions options of {@code java}, such as {@code -Xmx256m}
   * @param environment variables besides those of this process
   * @param arguments what its main class is given
   */
  public static ChildJvm startJar(
      Path jar, List<String> jvmOptions, Map<String, String> environment, List<String> arguments) {
    return launch(jvmOptions, environment, List.of("-jar", jar.toString()), arguments);
  }

  private static ChildJvm launch(
      List<String> jvmOptions,
      Map<String, String> environment,
      List<String> program,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(jvmOptions);
    command.addAll(program);
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      return new ChildJvm(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process, to look at or to signal. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The lines printed so far. */
  public List<String> output() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /**
   * Waits for a line that contains the pattern.
   *
   * @return the match in the first such line
   * @throws AssertionError with the last lines of the output, when the time is up or the process
   *     has ended without that line
   */
  public MatchResult awaitOutput(String regex, Duration timeout) {
    Pattern pattern = Pattern.compile(regex);
    long deadline = System.nanoTime() + timeout.toNanos();
    int next = 0;
    synchronized (lines) {
      while (true) {
        for (; next < lines.size(); next++) {
          Matcher matcher = pattern.matcher(lines.get(next));
          if (matcher.find()) {
            return matcher.toMatchResult();
          }
        }
        if (ended) {
          throw failure("ended without a line that matches " + regex);
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw failure("printed no line that matches " + regex + " within " + timeout);
        }
        awaitMore(left);
      }
    }
  }

  /** The last match in what was printed so far. */
  public @Nullable MatchResult lastOutput(String regex) {
    Pattern pattern = Pattern.compile(regex);
    for (String line : output().reversed()) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        return matcher.toMatchResult();
      }
    }
    return null;
  }

  /** Kills it as {@code kill -9} does, and returns when it is gone and its output is read. */
  public void kill9() {
    signal(process.toHandle()::destroyForcibly);
    awaitExit(Duration.ofSeconds(30));
  }

  /** Stops its clock as SIGSTOP does: nothing of it runs until {@link #resume}. */
  public void pause() {
    Signals.send("STOP", process.toHandle());
    Signals.awaitStopped(process.toHandle());
  }

  /** Whether it stands still after {@link #pause}, or after a SIGSTOP from elsewhere. */
  public boolean isPaused() {
    return process.isAlive() && Signals.isStopped(process.toHandle());
  }

  /** Lets it go on, as SIGCONT does. */
  public void resume() {
    Signals.send("CONT", process.toHandle());
  }

  /**
   * Asks it to stop, as SIGTERM does.
   *
   * @return the exit status
   * @throws AssertionError when it does not end in time
   */
  public int stop(Duration timeout) {
    signal(process.toHandle()::destroy);
    return awaitExit(timeout);
  }

  /** For a main class: ends this process when the one that started it is gone, however it went. */
  public static void endWithParent() {
    Thread.ofPlatform()
        .name("parent-watch")
        .daemon()
        .start(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException gone) {
                // The same as the end of the pipe.
              }
              Runtime.getRuntime().halt(PARENT_GONE);
            });
  }

  /**
   * Waits until it ends by itself.
   *
   * @return the exit status
   * @throws AssertionError when it does not end in time
   */
  public int awaitExit(Duration timeout) {
    try {
      if (!process.waitFor(timeout)) {
        throw failure("did not end within " + timeout);
      }
      // A grandchild may keep the pipe open for longer than the child lived.
      if (!reader.join(Duration.ofSeconds(5))) {
        process.getInputStream().close();
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill9();
    }
  }

  /**
   * Through the handle: the methods of Process also close the pipe, and its last lines are lost.
   */
  private void signal(BooleanSupplier signal) {
    if (!signal.getAsBoolean() && process.isAlive()) {
      throw new IllegalStateException("the child JVM cannot be signalled");
    }
  }

  private void awaitMore(long millis) {
    try {
      lines.wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private AssertionError failure(String what) {
    List<String> printed = output();
    return new AssertionError(
        printed.stream()
            .skip(Math.max(0, printed.size() - LINES_IN_MESSAGES))
            .collect(
                Collectors.joining(
                    "\n  ", "The child JVM %s. It printed:\n  ".formatted(what), "")));
  }

  private void readOutput() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        add(line);
      }
    } catch (IOException closed) {
      add("(the rest of the output is lost: " + closed.getMessage() + ")");
    } finally {
      synchronized (lines) {
        ended = true;
        lines.notifyAll();
      }
    }
  }

  private void add(String line) {
    synchronized (lines) {
      lines.add(line);
      lines.notifyAll();
    }
  }
}
