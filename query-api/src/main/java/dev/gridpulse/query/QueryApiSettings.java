package dev.gridpulse.query;

import dev.gridpulse.query.http.Limits;
import dev.gridpulse.query.live.LiveSettings;
import dev.gridpulse.query.security.TokenSecret;
import dev.gridpulse.query.store.DatabaseSettings;
import java.util.Objects;
import java.util.Optional;

/**
 * What the API is started with.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for a free one
 * @param database what to read from
 * @param tokenSecret what bearer tokens must be signed with
 * @param limits how much one answer may hold
 */
public record QueryApiSettings(
    String host,
    int port,
    DatabaseSettings database,
    TokenSecret tokenSecret,
    Limits limits,
    Optional<LiveSettings> live) {
  /** Reachable from this machine only. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  public QueryApiSettings {
    Objects.requireNonNull(host, "host");
    if (host.isBlank()) {
      throw new IllegalArgumentException("host is empty; give an address, such as " + DEFAULT_HOST);
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, is " + port);
    }
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(
        tokenSecret, "tokenSecret is missing: the API does not start without a key for its tokens");
    Objects.requireNonNull(limits, "limits");
  }

  /** On this machine, with the usual limits. */
  public static QueryApiSettings local(
      int port, DatabaseSettings database, TokenSecret tokenSecret) {
    return new QueryApiSettings(DEFAULT_HOST, port, database, tokenSecret, Limits.DEFAULT);
  }

  /** Without the live feed. */
  public QueryApiSettings(
      String host, int port, DatabaseSettings database, TokenSecret tokenSecret, Limits limits) {
    this(host, port, database, tokenSecret, limits, Optional.empty());
  }

  /** The same with the live feed. */
  public QueryApiSettings withLive(LiveSettings settings) {
    return new QueryApiSettings(host, port, database, tokenSecret, limits, Optional.of(settings));
  }
}
