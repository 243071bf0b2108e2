package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An authorization response as it arrived, well-formed but not yet believed (RFC 6749, section 4.1.2).
 *
 * @param provider by the path
 * @param bindingOrNull the sealed flow from the cookie that this state names; null when the browser has none
 * @param issuer RFC 9207; null when not sent
 * @param sessionUserOrNull who is signed in to the built-in pages in this browser; null when nobody is
 */
public record CallbackCommand(
    Provider provider,
    Secret state,
    Response response,
    @Nullable String issuer,
    @Nullable Secret bindingOrNull,
    @Nullable UserId sessionUserOrNull) {

  /** Exactly one of the two. */
  public sealed interface Response {
    record Code(Secret code) implements Response {}

    /**
     * @param error as sent; RFC 6749, section 4.1.2.1
     */
    record Denied(String error) implements Response {}
  }

  Optional<Secret> binding() {
    return Optional.ofNullable(bindingOrNull);
  }

  Optional<UserId> sessionUser() {
    return Optional.ofNullable(sessionUserOrNull);
  }
}
