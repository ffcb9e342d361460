package dev.gridpulse.query.http;

import dev.gridpulse.query.store.DatabaseBusy;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database is away or has no connection left: a 503 that says when to come back. */
@Singleton
final class DatabaseBusyHandler implements ExceptionHandler<DatabaseBusy, HttpResponse<?>> {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseBusyHandler.class);
  private static final int RETRY_AFTER_SECONDS = 5;

  private final ProblemExceptionHandler problems;

  DatabaseBusyHandler(ProblemExceptionHandler problems) {
    this.problems = problems;
  }

  @Override
  @SuppressWarnings("rawtypes") // the interface's own
  public HttpResponse<?> handle(HttpRequest request, DatabaseBusy exception) {
    LOG.warn("{} was not answered: {}", request.getPath(), exception.getMessage());
    String detail =
        exception.tookTooLong()
            ? "The database did not finish in time. Ask for a shorter range or a coarser resolution."
            : "The database is not available at the moment. Try again later.";
    return problems.handle(
        request, ProblemException.unavailable(detail, RETRY_AFTER_SECONDS, exception));
  }
}
