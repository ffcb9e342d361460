package dev.gridpulse.query.http;

import dev.gridpulse.query.store.Database;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The OpenAPI document: what the other controllers are held to. */
@Controller("/openapi.yml")
@Secured(SecurityRule.IS_ANONYMOUS)
@Requires(beans = Database.class)
final class OpenApiController {
  private final byte[] document = read();

  @Get
  @Produces("application/yaml")
  byte[] document() {
    return document;
  }

  private static byte[] read() {
    try (InputStream in =
        OpenApiController.class.getResourceAsStream("/dev/gridpulse/query/openapi.yml")) {
      if (in == null) {
        throw new IllegalStateException("The build has left out the OpenAPI document");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
