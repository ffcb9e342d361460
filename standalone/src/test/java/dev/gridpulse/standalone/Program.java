package dev.gridpulse.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gridpulse.testing.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged gridpulse in a process of its own, on a data folder, as a user runs it. */
final class Program implements AutoCloseable {
  static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
  private static final Path JAR =
      Path.of(requireNonNull(System.getProperty("gridpulse.app.jar"), "set by the build"));
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path folder;
  private final ChildJvm process;

  private Program(Path folder, ChildJvm process) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts {@code up} on free ports and returns when it says that it is ready. */
  static Program up(Path folder) {
    return up(folder, "512m", START_TIMEOUT);
  }

  /** As {@link #up(Path)}, with another heap and so much patience. */
  static Program up(Path folder, String heap, Duration timeout) {
    ChildJvm process = run(folder, heap, Map.of(), "up", "--port", "0", "--kafka-port", "0");
    process.awaitOutput("gridpulse is ready", timeout);
    return new Program(folder, process);
  }

  /** Starts {@code demo} on free ports and returns when it says that it is ready. */
  static Program demo(Path folder) {
    ChildJvm process = run(folder, "1g", Map.of(), "demo", "--port", "0", "--kafka-port", "0");
    process.awaitOutput("gridpulse is ready", START_TIMEOUT);
    return new Program(folder, process);
  }

  /** Starts any command on that data folder. */
  static ChildJvm run(Path folder, String... arguments) {
    return run(folder, "512m", Map.of(), arguments);
  }

  /**
   * Starts any command on that data folder.
   *
   * @param heap the largest heap, such as {@code 512m}
   * @param environment variables besides those of this process
   */
  static ChildJvm run(
      Path folder, String heap, Map<String, String> environment, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data-dir", folder.toString()));
    return ChildJvm.startJar(
        JAR, List.of("-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError"), environment, all);
  }

  /** What was packaged. */
  static Path jar() {
    return JAR;
  }

  ChildJvm process() {
    return process;
  }

  RuntimeFile runtime() {
    return RuntimeFile.read(new DataFolder(folder)).orElseThrow();
  }

  Connection connect() throws SQLException {
    RuntimeFile runtime = runtime();
    return DriverManager.getConnection(
        runtime.databaseUrl(), runtime.databaseUser(), runtime.databasePassword());
  }

  /** The answer to a GET with the operator's token, which must be 200. */
  String get(String path) {
    return get(URI.create(runtime().httpUrl() + path), folder);
  }

  /** The answer to a GET with the operator's token of that data folder, which must be 200. */
  static String get(URI uri, Path folder) {
    try {
      HttpResponse<String> response =
          HTTP.send(
              HttpRequest.newBuilder(uri)
                  .header(
                      "Authorization",
                      "Bearer " + Files.readString(new DataFolder(folder).operatorToken()).strip())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String aggregates(String sensor, String start, String end, String resolution) {
    return get(
        "/api/v1/sensors/%s/aggregates?start=%s&end=%s&resolution=%s"
            .formatted(encoded(sensor), start, end, resolution));
  }

  String readings(String sensor, String start, String end) {
    return get(
        "/api/v1/sensors/%s/readings?start=%s&end=%s".formatted(encoded(sensor), start, end));
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** As Ctrl-C or SIGTERM do. */
  void stop() {
    process.stop(STOP_TIMEOUT);
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
