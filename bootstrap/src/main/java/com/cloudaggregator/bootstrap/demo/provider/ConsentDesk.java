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

/** What a person does at a demo provider, without a browser: says yes on the consent page, or takes a consent back. */
public final class ConsentDesk {
  private final Ledger ledger;

  ConsentDesk(Ledger ledger) {
    this.ledger = ledger;
  }

  /** What the browser would bring back. */
  public record Yes(Secret code, Secret state) {}

  /**
   * Allows what this authorization request asks for, with this account.
   *
   * @throws java.util.NoSuchElementException when the provider has no such account
   */
  public Yes allow(Vendor vendor, URI authorization, String accountId) {
    MultiValueMap<String, String> query = decoded(authorization);
    String scope = first(query, "scope");
    @Nullable String nonce = query.getFirst("nonce");
    boolean offline = ConsentEndpoint.asksForOfflineAccess(vendor, scope, query);
    var request = new Ledger.Request(
        vendor, first(query, "redirect_uri"), first(query, "state"), first(query, "code_challenge"), nonce, scope,
        offline);
    String code = ledger.code(request, vendor.account(accountId).orElseThrow(), offline);
    return new Yes(new Secret(code), new Secret(request.state()));
  }

  /** Takes the consent back that this token came of, as its owner can at the provider at any time. */
  public void withdraw(Vendor vendor, Secret token) {
    ledger.revoke(vendor, token.reveal());
  }

  private static MultiValueMap<String, String> decoded(URI authorization) {
    var decoded = new LinkedMultiValueMap<String, String>();
    UriComponentsBuilder.fromUri(authorization).build().getQueryParams().forEach((name, values) ->
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
