package dev.gridpulse.query.http;

import dev.gridpulse.query.range.Quoted;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.AnnotatedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * The sensor's name in a path. A name may hold any character, a slash or a plus too: so it is taken
 * from the path as it was sent, in which a slash that belongs to a name is {@code %2F}.
 */
@Singleton
final class SensorPath implements AnnotatedRequestArgumentBinder<SensorInPath, String> {
  /** What stands before everything. */
  static final String API = "/api/v1";

  /** What stands before the name. */
  static final String SENSORS = API + "/sensors";

  /** The name in the route's template: whatever reaches to the next slash. */
  static final String NAME = "/{name:[^/]+}";

  @Override
  public Class<SensorInPath> getAnnotationType() {
    return SensorInPath.class;
  }

  @Override
  public BindingResult<String> bind(
      ArgumentConversionContext<String> context, HttpRequest<?> request) {
    String name = name(request.getPath());
    return () -> Optional.of(name);
  }

  private static String name(String path) {
    int from = SENSORS.length() + 1;
    int to = path.indexOf('/', from);
    String segment = to < 0 ? path.substring(from) : path.substring(from, to);
    return Percent.decode(segment)
        .orElseThrow(
            () ->
                ProblemException.badRequest(
                    "The sensor's name %s in the path is not percent-encoded UTF-8."
                        .formatted(Quoted.of(segment))));
  }

  /** What to answer when there is no such sensor, or none that the caller may see. */
  static ProblemException unknown(String name) {
    return ProblemException.notFound(
        "There is no sensor %s; %s lists them.".formatted(Quoted.of(name), SENSORS));
  }
}
