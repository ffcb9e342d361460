package dev.gridpulse.query.http;

import dev.gridpulse.query.security.Tokens;
import dev.gridpulse.query.store.Access;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import io.micronaut.security.authentication.Authentication;
import jakarta.inject.Singleton;
import java.util.Optional;

/** What the token of a request opens: to an operator all, to a viewer what is its owner's. */
@Singleton
final class AccessBinder implements TypedRequestArgumentBinder<Access> {
  @Override
  public Argument<Access> argumentType() {
    return Argument.of(Access.class);
  }

  @Override
  public BindingResult<Access> bind(
      ArgumentConversionContext<Access> context, HttpRequest<?> request) {
    Access access =
        request
            .getUserPrincipal(Authentication.class)
            .map(AccessBinder::of)
            .orElseThrow(AccessBinder::nothing);
    return () -> Optional.of(access);
  }

  private static Access of(Authentication who) {
    if (who.getRoles().contains(Tokens.OPERATOR)) {
      return Access.ALL;
    }
    if (who.getRoles().contains(Tokens.VIEWER)
        && who.getAttributes().get(Tokens.OWNER_CLAIM) instanceof String owner
        && !owner.isBlank()) {
      return new Access(owner);
    }
    throw nothing();
  }

  private static ProblemException nothing() {
    return ProblemException.forbidden(
        "The token names no owner whose sensors it may read: a viewer's needs the claim owner.");
  }
}
