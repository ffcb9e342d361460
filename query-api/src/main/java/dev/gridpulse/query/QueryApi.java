package dev.gridpulse.query;

import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Database;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.BindException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The running API: an HTTP server over a pool of database connections. */
public final class QueryApi implements AutoCloseable {
  private final Database database;
  private final ApplicationContext context;
  private final EmbeddedServer server;

  private QueryApi(Database database, ApplicationContext context, EmbeddedServer server) {
    this.database = database;
    this.context = context;
    this.server = server;
  }

  /**
   * Starts to listen. The database may come later: until then answers are 503.
   *
   * @throws QueryApiNotStarted when the port is taken or cannot be opened, with a message for the
   *     user
   */
  public static QueryApi start(QueryApiSettings settings) {
    Database database = openPool(settings);
    ApplicationContext context = context(settings, database);
    try {
      context.start();
      EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
      return new QueryApi(database, context, server);
    } catch (RuntimeException e) {
      context.close();
      database.close();
      throw notStarted(settings, e);
    }
  }

  private static Database openPool(QueryApiSettings settings) {
    try {
      return new Database(settings.database());
    } catch (RuntimeException e) {
      throw new QueryApiNotStarted(
          "The API cannot make use of database.url; write jdbc:postgresql://host:port/database", e);
    }
  }

  /** Nothing but these properties counts: no environment, no system property, no file. */
  private static ApplicationContext context(QueryApiSettings settings, Database database) {
    return ApplicationContext.builder()
        .deduceEnvironment(false)
        .deduceCloudEnvironment(false)
        .bootstrapEnvironment(false)
        .enableDefaultPropertySources(false)
        .banner(false)
        .singletons(database, settings.limits())
        .properties(properties(settings))
        .build();
  }

  private static Map<String, Object> properties(QueryApiSettings settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("micronaut.application.name", "query-api");
    properties.put("micronaut.server.host", settings.host());
    properties.put("micronaut.server.port", settings.port() == 0 ? -1 : settings.port());
    properties.put("micronaut.server.max-request-size", "64KB");
    properties.put("micronaut.server.semicolon-is-normal-char", true);
    properties.put("micronaut.server.idle-timeout", "60s");
    properties.put("micronaut.server.netty.max-initial-line-length", 16_384);
    properties.put("micronaut.server.netty.max-header-size", 16_384);
    properties.put("micronaut.server.netty.validate-headers", true);
    addSecurity(properties, settings);
    addEndpoints(properties);
    return properties;
  }

  private static void addSecurity(Map<String, Object> properties, QueryApiSettings settings) {
    String jwt = "micronaut.security.token.jwt.";
    properties.put("micronaut.security.authentication", "bearer");
    // What is not there is not there, with or without a token.
    properties.put("micronaut.security.reject-not-found", false);
    properties.put("micronaut.security.token.roles-name", Tokens.ROLE_CLAIM);
    properties.put(jwt + "signatures.secret.validation.secret", settings.tokenSecret().base64());
    properties.put(jwt + "signatures.secret.validation.base64", true);
    properties.put(jwt + "signatures.secret.validation.jws-algorithm", "HS256");
    properties.put(jwt + "claims-validators.issuer", Tokens.ISSUER);
    properties.put(jwt + "claims-validators.audience", Tokens.AUDIENCE);
    properties.put(jwt + "claims-validators.expiration", true);
    properties.put(jwt + "claims-validators.not-before", true);
    for (String endpoint : new String[] {"login", "logout", "oauth", "keys", "introspection"}) {
      properties.put("micronaut.security.endpoints." + endpoint + ".enabled", false);
    }
    int index = 0;
    for (String open : new String[] {"/", "/docs", "/docs/**"}) {
      String rule = "micronaut.security.intercept-url-map[" + index++ + "].";
      properties.put(rule + "pattern", open);
      properties.put(rule + "http-method", "GET");
      properties.put(rule + "access", "isAnonymous()");
    }
  }

  private static void addEndpoints(Map<String, Object> properties) {
    properties.put("endpoints.all.enabled", false);
    properties.put("endpoints.health.enabled", true);
    properties.put("endpoints.health.sensitive", false);
    properties.put("endpoints.health.details-visible", "NEVER");
    properties.put("endpoints.health.disk-space.enabled", false);
    properties.put("endpoints.health.deadlocked-threads.enabled", false);
    properties.put("endpoints.health.service-ready-indicator-enabled", false);
    String resources = "micronaut.router.static-resources.";
    properties.put(resources + "docs.mapping", "/docs/**");
    properties.put(resources + "docs.paths[0]", "classpath:dev/gridpulse/query/docs");
    properties.put(resources + "docs.paths[1]", SwaggerUi.files());
  }

  private static QueryApiNotStarted notStarted(QueryApiSettings settings, RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return new QueryApiNotStarted(
            "The API cannot listen on %s port %d (%s). Another program may use the port: stop it, or choose another port; 0 takes a free one."
                .formatted(settings.host(), settings.port(), cause.getMessage()),
            e);
      }
    }
    return new QueryApiNotStarted("The API did not start: " + e.getMessage(), e);
  }

  /** Where it listens, without a slash at the end. */
  public URI url() {
    return server.getURI();
  }

  /** Stops listening, ends the requests at work, and closes the pool. */
  @Override
  public void close() {
    context.close();
    database.close();
  }
}
