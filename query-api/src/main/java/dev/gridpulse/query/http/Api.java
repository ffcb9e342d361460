package dev.gridpulse.query.http;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/** What the OpenAPI document says of the whole. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "gridpulse",
            version = "v1",
            description =
                """
                Readings of sensors and what is computed from them.

                Times are RFC 3339 and need an offset; `start` and `end` are both inclusive, on a \
                reading's time or a bucket's start. Buckets are labelled by their start and aligned to the \
                calendar of `timeZone`. What is wrong is told by a problem document (RFC 9457).""",
            license =
                @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")),
    security = @SecurityRequirement(name = "bearer"))
@SecurityScheme(
    name = "bearer",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    bearerFormat = "JWT")
final class Api {
  private Api() {}
}
