package com.cloudaggregator.bootstrap.demo.provider;

import com.cloudaggregator.application.port.Randomness;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the demo providers remember, in memory and bounded: consent tickets, codes, grants and their tokens. A code is
 * good once, and a second use ends the grant that came of the first (RFC 6749, section 4.1.2; RFC 9700, section 2.1.1);
 * a rotated refresh token that is used again ends its grant too (RFC 9700, section 4.14.2).
 */
final class Ledger {
  static final Duration ACCESS_TOKEN_LIFE = Duration.ofHours(1);
  private static final Duration CODE_LIFE = Duration.ofMinutes(2);
  private static final Duration TICKET_LIFE = Duration.ofMinutes(15);

  private final Clock clock;
  private final Randomness randomness;
  private final Bounded<Ticket> tickets = new Bounded<>();
  private final Bounded<Code> codes = new Bounded<>();
  private final Bounded<String> usedCodes = new Bounded<>();
  private final Bounded<Grant> grants = new Bounded<>();
  private final Bounded<Token> accessTokens = new Bounded<>();
  private final Bounded<Token> refreshTokens = new Bounded<>();
  private final Bounded<String> rotated = new Bounded<>();

  Ledger(Clock clock, Randomness randomness) {
    this.clock = clock;
    this.randomness = randomness;
  }

  /** A checked authorization request. */
  record Request(
      Vendor vendor, String redirectUri, String state, String challenge, @Nullable String nonce, String scope,
      boolean offline) {}

  private record Ticket(Request request, Instant expires) {}

  private record Code(String grantId, Request request, Instant expires) {}

  /** Consent given by one account holder, once. */
  record Grant(String id, DemoAccount account, Request request, boolean offline) {}

  private record Token(String grantId, Instant expires) {}

  String ticket(Request request) {
    String ticket = random();
    tickets.put(ticket, new Ticket(request, clock.instant().plus(TICKET_LIFE)));
    return ticket;
  }

  Optional<Request> redeemTicket(Vendor vendor, String ticket) {
    return tickets.take(ticket)
        .filter(found -> found.request().vendor() == vendor && clock.instant().isBefore(found.expires()))
        .map(Ticket::request);
  }

  String code(Request request, DemoAccount account, boolean offline) {
    String code = random();
    var grant = new Grant(random(), account, request, offline);
    grants.put(grant.id(), grant);
    codes.put(code, new Code(grant.id(), request, clock.instant().plus(CODE_LIFE)));
    return code;
  }

  Optional<Grant> redeemCode(Vendor vendor, String code, String redirectUri, String verifier) {
    usedCodes.get(code).ifPresent(this::end);
    Optional<Code> found = codes.take(code);
    found.ifPresent(first -> usedCodes.put(code, first.grantId()));
    return found
        .filter(first -> first.request().vendor() == vendor
            && first.request().redirectUri().equals(redirectUri)
            && first.request().challenge().equals(Pkce.challenge(verifier))
            && clock.instant().isBefore(first.expires()))
        .flatMap(first -> grants.get(first.grantId()));
  }

  String accessToken(Grant grant) {
    String token = "demo-access-" + random();
    accessTokens.put(token, new Token(grant.id(), clock.instant().plus(ACCESS_TOKEN_LIFE)));
    return token;
  }

  String refreshToken(Grant grant) {
    String token = "demo-refresh-" + random();
    refreshTokens.put(token, new Token(grant.id(), Instant.MAX));
    return token;
  }

  Optional<Grant> byAccessToken(Vendor vendor, String token) {
    return accessTokens.get(token)
        .filter(found -> clock.instant().isBefore(found.expires()))
        .flatMap(found -> grants.get(found.grantId()))
        .filter(grant -> grant.request().vendor() == vendor);
  }

  Optional<Grant> byRefreshToken(Vendor vendor, String token) {
    rotated.get(token).ifPresent(this::end);
    return refreshTokens.get(token)
        .flatMap(found -> grants.get(found.grantId()))
        .filter(grant -> grant.request().vendor() == vendor);
  }

  /** The old token is worth nothing any more. Empty when another call was faster, which ends the grant. */
  Optional<String> rotate(Grant grant, String token) {
    if (refreshTokens.take(token).isEmpty()) {
      end(grant.id());
      return Optional.empty();
    }
    rotated.put(token, grant.id());
    return Optional.of(refreshToken(grant));
  }

  /** By either token, as the revocation endpoints take both (RFC 7009). */
  void revoke(Vendor vendor, String token) {
    byAccessToken(vendor, token).or(() -> byRefreshToken(vendor, token)).ifPresent(grant -> end(grant.id()));
  }

  private void end(String grantId) {
    grants.take(grantId);
  }

  private String random() {
    return randomness.secret().reveal();
  }
}
