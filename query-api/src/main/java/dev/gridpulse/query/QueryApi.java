package dev.gridpulse.query;

import dev.gridpulse.query.live.LiveFeed;
import dev.gridpulse.query.live.RejectLog;
import dev.gridpulse.query.security.Tickets;
import dev.gridpulse.query.store.Database;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The running API: an HTTP server over a pool of database connections, and over the live feed where
 * there is a Kafka.
 */
public final class QueryApi implements AutoCloseable {
  private final Database database;
  private final @Nullable LiveFeed feed;
  private final HttpServer server;

  private QueryApi(Database database, @Nullable LiveFeed feed, HttpServer server) {
    this.database = database;
    this.feed = feed;
    this.server = server;
  }

  /**
   * Starts to listen. The database may come later: until then answers are 503.
   *
   * @param meters what {@code /prometheus} shows; the API adds its own
   * @throws HttpServerNotStarted when the port is taken or cannot be opened, with a message for the
   *     user
   */
  public static QueryApi start(QueryApiSettings settings, PrometheusMeterRegistry meters) {
    Database database = openPool(settings, meters);
    LiveFeed feed = null;
    try {
      List<Object> beans = new ArrayList<>(List.of(database, settings.limits(), meters));
      if (settings.live().isPresent()) {
        feed = LiveFeed.start(settings.live().get(), meters);
        beans.add(feed);
        beans.add(new RejectLog(settings.live().get().kafka()));
        beans.add(new Tickets(settings.tokenSecret(), InstantSource.system()));
      }
      HttpServer server =
          HttpServer.start(
              "The API",
              settings.host(),
              settings.port(),
              settings.tokenSecret(),
              properties(),
              beans.toArray());
      return new QueryApi(database, feed, server);
    } catch (RuntimeException e) {
      if (feed != null) {
        feed.close();
      }
      database.close();
      throw e;
    }
  }

  private static Database openPool(QueryApiSettings settings, PrometheusMeterRegistry meters) {
    try {
      return new Database(settings.database(), meters);
    } catch (RuntimeException e) {
      throw new HttpServerNotStarted(
          "The API cannot make use of database.url; write jdbc:postgresql://host:port/database", e);
    }
  }

  private static Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("micronaut.application.name", "query-api");
    int index = 0;
    for (String open : new String[] {"/", "/docs", "/docs/**"}) {
      String rule = "micronaut.security.intercept-url-map[" + index++ + "].";
      properties.put(rule + "pattern", open);
      properties.put(rule + "http-method", "GET");
      properties.put(rule + "access", "isAnonymous()");
    }
    String resources = "micronaut.router.static-resources.";
    properties.put(resources + "docs.mapping", "/docs/**");
    properties.put(resources + "docs.paths[0]", "classpath:dev/gridpulse/query/docs");
    properties.put(resources + "docs.paths[1]", SwaggerUi.files());
    return properties;
  }

  /** Where it listens, without a slash at the end. */
  public URI url() {
    return server.url();
  }

  /** Stops listening, ends the requests at work, and closes the pool. */
  @Override
  public void close() {
    if (feed != null) {
      // Streams end in order; clients come back with their ids.
      feed.close();
    }
    server.close();
    database.close();
  }
}
