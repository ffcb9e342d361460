package dev.gridpulse.query.http;

import dev.gridpulse.query.security.Tokens;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;

/** The metrics of this process, in Prometheus' text format. */
@Controller("/prometheus")
@Secured(Tokens.OPERATOR)
@ExecuteOn(TaskExecutors.BLOCKING)
final class MetricsController {
  private final PrometheusMeterRegistry meters;

  MetricsController(PrometheusMeterRegistry meters) {
    this.meters = meters;
  }

  @Get
  @Produces("text/plain; version=0.0.4; charset=utf-8")
  String metrics() {
    return meters.scrape();
  }
}
