package dev.gridpulse.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An S3 server in a process of its own, with one bucket. It wants no credentials. The build of a
 * module that uses it copies it to {@code target/s3mock.jar}.
 */
public final class ObjectStoreServer implements AutoCloseable {
  /** Its bucket. */
  public static final String BUCKET = "data";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final ChildJvm process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  private ObjectStoreServer(ChildJvm process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one on a free port. */
  public static ObjectStoreServer start() {
    ChildJvm process =
        ChildJvm.startJar(
            Path.of("target", "s3mock.jar"),
            List.of("-Xmx256m"),
            Map.of(),
            List.of(
                "--server.port=0",
                "--http.port=0",
                "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET));
    return new ObjectStoreServer(
        process,
        Integer.parseInt(
            process
                .awaitOutput("Tomcat started on ports .* (\\d+) \\(http\\)", PATIENCE)
                .group(1)));
  }

  /** The port of its HTTP. */
  public int port() {
    return port;
  }

  /** Where clients reach it. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Stores an object. */
  public void put(String key, String content) {
    put(key, content.getBytes(UTF_8));
  }

  /** Stores an object. */
  public void put(String key, byte[] content) {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(endpoint().resolve("/" + BUCKET + "/" + key))
                  .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.statusCode() + ": " + response.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
    process.close();
  }
}
