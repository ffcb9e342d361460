package dev.gridpulse.query;

import dev.gridpulse.query.http.RoleStatus;
import dev.gridpulse.query.security.TokenSecret;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.util.Map;

/**
 * {@code /health} and {@code /prometheus} of a role that has no API of its own, under the API's
 * rules: who has no token learns whether it is up, and no more.
 */
public final class StatusServer implements AutoCloseable {
  private final HttpServer server;

  private StatusServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts to listen.
   *
   * @param host the address to listen on
   * @param port the port to listen on, 0 to 65535; 0 for a free one
   * @param tokenSecret what bearer tokens must be signed with
   * @param meters what {@code /prometheus} shows
   * @param status what {@code /health} shows
   * @throws HttpServerNotStarted when the port is taken or cannot be opened, with a message for the
   *     user
   */
  public static StatusServer start(
      String host,
      int port,
      TokenSecret tokenSecret,
      PrometheusMeterRegistry meters,
      RoleStatus status) {
    return new StatusServer(
        HttpServer.start(
            "The " + status.role(),
            host,
            port,
            tokenSecret,
            Map.of("micronaut.application.name", status.role()),
            meters,
            status));
  }

  /** Where it listens, without a slash at the end. */
  public URI url() {
    return server.url();
  }

  @Override
  public void close() {
    server.close();
  }
}
