package dev.gridpulse.query.http;

import dev.gridpulse.query.range.Quoted;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.MethodBasedRouteInfo;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteMatch;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A query parameter is one that the resource's method declares, comes once (unless it is declared
 * as a list), is well-formed, and is there when it must be. What is misspelt is refused and not
 * passed over.
 */
@ServerFilter("/api/**")
final class StrictParameters {
  /** Behind the security filter: who has no token learns nothing. */
  private static final int ORDER = 40_000;

  /** The framework leaves out what is behind the 1,024th and says nothing. */
  private static final int MOST = 1_000;

  @RequestFilter
  @Order(ORDER)
  void check(HttpRequest<?> request) {
    RouteMatch<?> route = RouteAttributes.getRouteMatch(request).orElse(null);
    if (route != null) {
      check(request.getUri().getRawQuery(), declared(route));
    }
  }

  private static Map<String, Argument<?>> declared(RouteMatch<?> route) {
    Map<String, Argument<?>> declared = new LinkedHashMap<>();
    if (route.getRouteInfo() instanceof MethodBasedRouteInfo<?, ?> method) {
      for (Argument<?> argument : method.getTargetMethod().getArguments()) {
        if (argument.getAnnotationMetadata().hasAnnotation(QueryValue.class)) {
          declared.put(argument.getName(), argument);
        }
      }
    }
    return declared;
  }

  private static void check(@Nullable String query, Map<String, Argument<?>> declared) {
    Set<String> seen = new HashSet<>();
    if (query != null && !query.isEmpty()) {
      String[] pairs = query.split("&", -1);
      if (pairs.length > MOST) {
        throw ProblemException.badRequest(
            "%d parameters are too many; %d are the most.".formatted(pairs.length, MOST));
      }
      for (String pair : pairs) {
        if (!pair.isEmpty()) {
          check(pair, declared, seen);
        }
      }
    }
    for (Argument<?> argument : declared.values()) {
      if (!argument.isNullable() && !seen.contains(argument.getName())) {
        throw Values.missing(argument.getName());
      }
    }
  }

  private static void check(String pair, Map<String, Argument<?>> declared, Set<String> seen) {
    int equals = pair.indexOf('=');
    String name = decode(equals < 0 ? pair : pair.substring(0, equals));
    Argument<?> argument = declared.get(name);
    if (argument == null) {
      throw ProblemException.badRequest(
          "Unknown parameter %s; %s"
              .formatted(
                  Quoted.of(name),
                  declared.isEmpty()
                      ? "there are none here."
                      : "known here: " + String.join(" ", declared.keySet())));
    }
    if (!seen.add(name) && !Iterable.class.isAssignableFrom(argument.getType())) {
      throw ProblemException.badRequest(name + ": given twice; give it once.");
    }
    decode(pair);
  }

  private static String decode(String raw) {
    return Percent.decode(raw.replace('+', ' '))
        .orElseThrow(
            () ->
                ProblemException.badRequest(
                    "%s in the query string is not percent-encoded UTF-8."
                        .formatted(Quoted.of(raw))));
  }
}
