package com.cloudaggregator.application.connect;

import com.cloudaggregator.application.provider.AuthorizationError;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An authorization response as received: well-formed, but not yet verified (<a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2">RFC 6749, section 4.1.2</a>).
 *
 * @param provider from the path
 * @param bindingOrNull the sealed flow from the cookie that belongs to this state; null if the
 *     browser sent none
 * @param issuer {@code iss} (<a href="https://www.rfc-editor.org/rfc/rfc9207#section-2">RFC 9207,
 *     section 2</a>); null if not sent
 * @param sessionUserOrNull the user who is signed in to the built-in pages in this browser; null if
 *     nobody is
 */
public record CallbackCommand(
    Provider provider,
    Secret state,
    Response response,
    @Nullable String issuer,
    @Nullable Secret bindingOrNull,
    @Nullable UserId sessionUserOrNull) {

  /** Either a code or an error. */
  public sealed interface Response {
    record Code(Secret code) implements Response {}

    record Denied(AuthorizationError error) implements Response {}
  }

  Optional<Secret> binding() {
    return Optional.ofNullable(bindingOrNull);
  }

  Optional<UserId> sessionUser() {
    return Optional.ofNullable(sessionUserOrNull);
  }
}
