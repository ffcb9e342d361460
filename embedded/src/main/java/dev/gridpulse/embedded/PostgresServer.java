package dev.gridpulse.embedded;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL data folder and the process that serves it.
 *
 * <p>The process is started by {@code pg_ctl}, which gives it a session of its own: Ctrl-C goes to
 * every process of a terminal, and the database must outlive whoever still writes to it. The other
 * way round a small shell script holds the end of a pipe: when this program ends, however that
 * happens, the pipe breaks and the script stops PostgreSQL in order.
 */
final class PostgresServer {
  /**
   * Arguments: folder of the programs, data folder, log file. It stops the process that it started
   * and no other: by then the folder may be served by the next program's.
   */
  private static final String GUARD =
      """
      trap '' HUP INT TERM PIPE
      "$1/pg_ctl" start -D "$2" -l "$3" -w -t 600 -s 2>>"$3" || exit 1
      read -r server < "$2/postmaster.pid"
      echo started
      read -r _
      kill -INT "$server" || exit 1
      while kill -0 "$server" && read -r now < "$2/postmaster.pid" && [ "$now" = "$server" ]; do
        sleep 0.1
      done 2>/dev/null
      exit 0
      """;

  private final Path programs;
  private final Path folder;
  private final Path data;
  private final Path log;
  private final List<String> asOrdinaryUser;
  private @Nullable Process guard;

  /**
   * @param home where PostgreSQL is unpacked
   * @param folder where data and log are kept
   */
  PostgresServer(Path home, Path folder) {
    requirePlain(home);
    requirePlain(folder);
    this.programs = home.resolve("bin");
    this.folder = folder;
    this.data = folder.resolve("cluster");
    this.log = folder.resolve("postgres.log");
    this.asOrdinaryUser = asOrdinaryUser();
  }

  /** {@code pg_ctl} hands paths to a shell between double quotes. */
  private static void requirePlain(Path path) {
    if (path.toString().chars().anyMatch(c -> "\"$`\\\n".indexOf(c) >= 0)) {
      throw new EmbeddedServerException(
          "PostgreSQL cannot use a folder with one of \" $ ` \\ in its path: " + path);
    }
  }

  /**
   * PostgreSQL refuses to run as root; in a user namespace of its own it does not see that it does.
   */
  private static List<String> asOrdinaryUser() {
    if (!System.getProperty("user.name", "").equals("root")) {
      return List.of();
    }
    try {
      if (run(List.of("unshare", "-U", "true"), ProcessBuilder.Redirect.DISCARD) == 0) {
        return List.of("unshare", "-U");
      }
    } catch (IOException noSuchProgram) {
      // Said below.
    }
    throw new EmbeddedServerException(
        "PostgreSQL does not run as root, and this system has no `unshare -U` to work around that."
            + " Run gridpulse as an ordinary user.");
  }

  Path dataFolder() {
    return data;
  }

  /** Makes the data folder when it is missing; one that was cut short is made anew. */
  void initialise(String administrator, String password) throws IOException {
    if (Files.exists(data)) {
      return;
    }
    Path scratch = Folders.scratch(folder);
    Path unfinished = scratch.resolve("cluster");
    Path passwordFile = Files.writeString(scratch.resolve("password"), password);
    int status =
        runProgram(
            "initdb",
            "--pgdata=" + unfinished,
            "--username=" + administrator,
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions");
    if (status != 0) {
      throw new EmbeddedServerException("PostgreSQL's initdb failed: " + complaint());
    }
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    Folders.delete(scratch);
  }

  /**
   * Starts the server; returns when it takes connections, after recovery where one is due.
   *
   * @throws EmbeddedServerException with the server's own words when it does not start
   */
  void start(Map<String, String> settings) throws IOException {
    Files.writeString(data.resolve("postgresql.conf"), text(settings));
    Files.writeString(
        data.resolve("pg_hba.conf"),
        """
        # Written at every start. A password for everybody, this machine only.
        host all all 127.0.0.1/32 scram-sha-256
        """);
    if (Files.exists(log)) {
      Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> command = new ArrayList<>(asOrdinaryUser);
    command.addAll(
        List.of("sh", "-c", GUARD, "postgres-guard", programs.toString(), data.toString()));
    command.add(log.toString());
    Process started =
        builder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
    if (!"started".equals(output.readLine())) {
      throw new EmbeddedServerException("PostgreSQL did not start: " + complaint());
    }
    guard = started;
  }

  private static String text(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(s -> "%s = '%s'\n".formatted(s.getKey(), s.getValue().replace("'", "''")))
        .sorted()
        .collect(
            Collectors.joining(
                "", "# Written at every start. Use ALTER SYSTEM for your own.\n", ""));
  }

  /** Stops the server in order and returns when its data are on disk. */
  void stop() throws IOException {
    Process running = guard;
    if (running == null) {
      return;
    }
    guard = null;
    running.getOutputStream().close();
    if (Processes.waitFor(running) != 0) {
      stopSurvivor();
    }
  }

  /**
   * Stops the server that an earlier program left behind. Nobody else may use the folder at this
   * moment ({@link FolderLock}).
   */
  void stopSurvivor() throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> survivor = processIn(pidFile);
    if (survivor.isEmpty()) {
      return; // PostgreSQL itself sees that the process is gone.
    }
    if (!isPostgres(survivor.get())) {
      // The system has given the number to another program, and PostgreSQL would take it for its
      // own.
      Files.deleteIfExists(pidFile);
      return;
    }
    if (!serves(survivor.get(), data)) {
      throw new EmbeddedServerException(
          "%s names process %d, a PostgreSQL of another folder. Delete that file if no PostgreSQL uses %s."
              .formatted(pidFile, survivor.get().pid(), data));
    }
    for (String mode : List.of("fast", "immediate")) {
      runProgram("pg_ctl", "stop", "-D", data.toString(), "-m", mode, "-w", "-t", "60", "-s");
      if (!survivor.get().isAlive() || !Files.exists(pidFile)) {
        return;
      }
    }
    throw new EmbeddedServerException(
        "A PostgreSQL left behind by an earlier run (process %d) does not stop. End it and start again."
            .formatted(survivor.get().pid()));
  }

  private static Optional<ProcessHandle> processIn(Path pidFile) throws IOException {
    try (Stream<String> lines = Files.lines(pidFile)) {
      Optional<String> pid = lines.findFirst();
      if (pid.isEmpty()) {
        Files.delete(pidFile); // A crash of the machine; PostgreSQL refuses an empty file.
      }
      return pid.map(String::strip).map(Long::valueOf).flatMap(ProcessHandle::of);
    }
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> Path.of(command).endsWith("postgres"))
        .orElse(false);
  }

  private static boolean serves(ProcessHandle postgres, Path data) {
    return postgres
        .info()
        .arguments()
        .map(arguments -> Arrays.asList(arguments).contains(data.toString()))
        .orElse(false);
  }

  private int runProgram(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(asOrdinaryUser);
    command.add(programs.resolve(program).toString());
    command.addAll(Arrays.asList(arguments));
    return run(command, ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  private static int run(List<String> command, ProcessBuilder.Redirect output) throws IOException {
    return Processes.waitFor(
        builder(command).redirectErrorStream(true).redirectOutput(output).start());
  }

  /** A child that knows nothing of the user's own PostgreSQL settings and language. */
  private static ProcessBuilder builder(List<String> command) {
    var builder = new ProcessBuilder(command).directory(new File("/"));
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  /** What the log says last, without its time stamps. */
  private String complaint() throws IOException {
    if (!Files.exists(log)) {
      return "it left no log";
    }
    List<String> lines =
        Files.readAllLines(log, StandardCharsets.UTF_8).stream()
            .filter(line -> !line.isBlank())
            .toList();
    return lines.stream()
        .skip(Math.max(0, lines.size() - 6))
        .map(line -> line.replaceFirst("^\\S+ \\S+ \\S+ \\[\\d+\\] ", "").strip())
        .collect(Collectors.joining(" / ", "", " (more in " + log + ")"));
  }
}
