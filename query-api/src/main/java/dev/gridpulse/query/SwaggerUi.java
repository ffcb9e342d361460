package dev.gridpulse.query;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Swagger UI as its webjar brings it: served from here, never from a CDN. */
final class SwaggerUi {
  private static final String ABOUT = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private SwaggerUi() {}

  /** The folder of its files, whose name holds the version, on the class path. */
  static String files() {
    try (InputStream about = SwaggerUi.class.getResourceAsStream(ABOUT)) {
      if (about == null) {
        throw new IllegalStateException("The class path has no Swagger UI: " + ABOUT);
      }
      Properties properties = new Properties();
      properties.load(about);
      return "classpath:META-INF/resources/webjars/swagger-ui/" + properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
