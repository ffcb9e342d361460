package dev.gridpulse.query;

import dev.gridpulse.query.security.TokenSecret;
import dev.gridpulse.query.security.Tokens;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.BindException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * A running HTTP server with the rules that hold for all of ours: bearer tokens, deny by default,
 * small requests. What it serves follows from the beans that it is given.
 */
final class HttpServer implements AutoCloseable {
  private final ApplicationContext context;
  private final EmbeddedServer server;

  private HttpServer(ApplicationContext context, EmbeddedServer server) {
    this.context = context;
    this.server = server;
  }

  /**
   * Starts to listen.
   *
   * @param who what is served, for messages
   * @param host the address to listen on
   * @param port the port to listen on, 0 for a free one
   * @param more properties of the framework beside those that hold for all
   * @param beans what is handed to the classes that serve
   * @throws HttpServerNotStarted when the port is taken or cannot be opened
   */
  static HttpServer start(
      String who,
      String host,
      int port,
      TokenSecret tokenSecret,
      Map<String, Object> more,
      Object... beans) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("micronaut.server.host", host);
    properties.put("micronaut.server.port", port == 0 ? -1 : port);
    // Other roles of the program listen to Kafka with the same framework.
    properties.put("kafka.enabled", false);
    addLimits(properties);
    addSecurity(properties, tokenSecret);
    addEndpoints(properties);
    ApplicationContext context = context(properties, beans);
    try {
      context.start();
      return new HttpServer(context, context.getBean(EmbeddedServer.class).start());
    } catch (RuntimeException e) {
      context.close();
      throw notStarted(who, host, port, e);
    }
  }

  /** Nothing but these properties counts: no environment, no system property, no file. */
  private static ApplicationContext context(Map<String, Object> properties, Object... beans) {
    return ApplicationContext.builder()
        .deduceEnvironment(false)
        .deduceCloudEnvironment(false)
        .bootstrapEnvironment(false)
        .enableDefaultPropertySources(false)
        .banner(false)
        .singletons(beans)
        .properties(properties)
        .build();
  }

  private static void addLimits(Map<String, Object> properties) {
    properties.put("micronaut.server.max-request-size", "64KB");
    properties.put("micronaut.server.semicolon-is-normal-char", true);
    properties.put("micronaut.server.idle-timeout", "60s");
    properties.put("micronaut.server.netty.max-initial-line-length", 16_384);
    properties.put("micronaut.server.netty.max-header-size", 16_384);
    properties.put("micronaut.server.netty.validate-headers", true);
  }

  private static void addSecurity(Map<String, Object> properties, TokenSecret tokenSecret) {
    String jwt = "micronaut.security.token.jwt.";
    properties.put("micronaut.security.authentication", "bearer");
    // What is not there is not there, with or without a token.
    properties.put("micronaut.security.reject-not-found", false);
    properties.put("micronaut.security.token.roles-name", Tokens.ROLE_CLAIM);
    properties.put(jwt + "signatures.secret.validation.secret", tokenSecret.base64());
    properties.put(jwt + "signatures.secret.validation.base64", true);
    properties.put(jwt + "signatures.secret.validation.jws-algorithm", "HS256");
    properties.put(jwt + "claims-validators.issuer", Tokens.ISSUER);
    properties.put(jwt + "claims-validators.audience", Tokens.AUDIENCE);
    properties.put(jwt + "claims-validators.expiration", true);
    properties.put(jwt + "claims-validators.not-before", true);
    for (String endpoint : new String[] {"login", "logout", "oauth", "keys", "introspection"}) {
      properties.put("micronaut.security.endpoints." + endpoint + ".enabled", false);
    }
  }

  /** Anybody learns whether it is up; why not is for those who have a token. */
  private static void addEndpoints(Map<String, Object> properties) {
    properties.put("endpoints.all.enabled", false);
    properties.put("endpoints.health.enabled", true);
    properties.put("endpoints.health.sensitive", false);
    properties.put("endpoints.health.details-visible", "AUTHENTICATED");
    properties.put("endpoints.health.disk-space.enabled", false);
    properties.put("endpoints.health.deadlocked-threads.enabled", false);
    properties.put("endpoints.health.service-ready-indicator-enabled", false);
  }

  private static HttpServerNotStarted notStarted(
      String who, String host, int port, RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return new HttpServerNotStarted(
            "%s cannot listen on %s port %d (%s). Another program may use the port: stop it, or choose another port; 0 takes a free one."
                .formatted(who, host, port, cause.getMessage()),
            e);
      }
    }
    return new HttpServerNotStarted("%s did not start: %s".formatted(who, e.getMessage()), e);
  }

  /** Where it listens, without a slash at the end. */
  URI url() {
    return server.getURI();
  }

  /** Stops listening and ends the requests at work. */
  @Override
  public void close() {
    context.close();
  }
}
