package com.cloudaggregator.bootstrap.demo.provider;

import com.cloudaggregator.domain.credential.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * The actions of an account holder at a demo provider, without a browser: giving consent and
 * withdrawing it.
 */
public final class ConsentActions {
  private final ConsentStore store;

  ConsentActions(ConsentStore store) {
    this.store = store;
  }

  /** The parameters of the callback. */
  public record Consent(Secret code, Secret state) {}

  /**
   * Gives consent to this authorization request with this account.
   *
   * @throws java.util.NoSuchElementException if the provider has no such account
   */
  public Consent allow(Vendor vendor, URI authorization, String accountId) {
    MultiValueMap<String, String> query = decoded(authorization);
    String scope = first(query, "scope");
    @Nullable String nonce = query.getFirst("nonce");
    boolean offline = ConsentEndpoint.asksForOfflineAccess(vendor, scope, query);
    var request =
        new ConsentStore.Request(
            vendor,
            first(query, "redirect_uri"),
            first(query, "state"),
            first(query, "code_challenge"),
            nonce,
            scope,
            offline);
    String code = store.code(request, vendor.account(accountId).orElseThrow(), offline);
    return new Consent(new Secret(code), new Secret(request.state()));
  }

  /** Withdraws the consent that this token was issued for, as on the provider's own pages. */
  public void withdraw(Vendor vendor, Secret token) {
    store.revoke(vendor, token.reveal());
  }

  private static MultiValueMap<String, String> decoded(URI authorization) {
    var decoded = new LinkedMultiValueMap<String, String>();
    UriComponentsBuilder.fromUri(authorization)
        .build()
        .getQueryParams()
        .forEach(
            (name, values) ->
                values.forEach(value -> decoded.add(name, value == null ? "" : decode(value))));
    return decoded;
  }

  private static String decode(String value) {
    return UriUtils.decode(value.replace("+", "%20"), StandardCharsets.UTF_8);
  }

  private static String first(MultiValueMap<String, String> query, String name) {
    return Optional.ofNullable(query.getFirst(name)).orElse("");
  }
}
