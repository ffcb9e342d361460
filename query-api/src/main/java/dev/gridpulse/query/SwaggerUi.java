package dev.gridpulse.query;

import dev.gridpulse.query.http.WebLibrary;

/** Swagger UI as its webjar brings it: served from here, never from a CDN. */
final class SwaggerUi {
  private SwaggerUi() {}

  /** The folder of its files, whose name holds the version, on the class path. */
  static String files() {
    return "classpath:META-INF/resources/webjars/swagger-ui/"
        + WebLibrary.version("org.webjars", "swagger-ui");
  }
}
