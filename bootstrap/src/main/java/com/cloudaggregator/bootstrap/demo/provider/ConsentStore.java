package com.cloudaggregator.bootstrap.demo.provider;

import com.cloudaggregator.application.connect.Randomness;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The consent state of the demo providers: tickets and codes, in memory and bounded; grants, which
 * are encoded in their tokens ({@link Tokens}) and so survive a restart; and revoked grants, which
 * do not.
 *
 * <p>A code can be used once, and a second use revokes the grant of the first (RFC 6749, section
 * 4.1.2; RFC 9700, section 2.1.1). A rotated refresh token works for another minute, since an
 * answer can be lost; a later use revokes the grant (RFC 9700, section 4.14.2).
 */
final class ConsentStore {
  static final Duration ACCESS_TOKEN_LIFE = Duration.ofHours(1);
  static final Duration REPLACED_TOKEN_LIFE = Duration.ofMinutes(1);
  private static final Duration CODE_LIFE = Duration.ofMinutes(2);
  private static final Duration TICKET_LIFE = Duration.ofMinutes(15);
  private static final Duration REFRESH_TOKEN_LIFE = Duration.ofDays(3650);

  private final Clock clock;
  private final Randomness randomness;
  private final FaultSwitch faults;
  private final Bounded<Ticket> tickets = new Bounded<>();
  private final Bounded<Code> codes = new Bounded<>();
  private final Bounded<String> usedCodes = new Bounded<>();
  private final Bounded<Grant> unused = new Bounded<>();
  private final Bounded<Instant> ended = new Bounded<>();
  private final Bounded<Instant> replaced = new Bounded<>();

  ConsentStore(Clock clock, Randomness randomness, FaultSwitch faults) {
    this.clock = clock;
    this.randomness = randomness;
    this.faults = faults;
  }

  /** A checked authorization request. */
  record Request(
      Vendor vendor,
      String redirectUri,
      String state,
      String challenge,
      @Nullable String nonce,
      String scope,
      boolean offline) {}

  private record Ticket(Request request, Instant expires) {}

  private record Code(String grantId, Request request, Instant expires) {}

  /**
   * Consent of one account holder.
   *
   * @param nonce the nonce of the authorization request; null if it had none, or if the grant was
   *     read from a token
   */
  record Grant(
      String id,
      DemoAccount account,
      Vendor vendor,
      String scope,
      boolean offline,
      @Nullable String nonce) {}

  String ticket(Request request) {
    String ticket = random();
    tickets.put(ticket, new Ticket(request, clock.instant().plus(TICKET_LIFE)));
    return ticket;
  }

  Optional<Request> redeemTicket(Vendor vendor, String ticket) {
    return tickets
        .take(ticket)
        .filter(
            found ->
                found.request().vendor() == vendor && clock.instant().isBefore(found.expires()))
        .map(Ticket::request);
  }

  String code(Request request, DemoAccount account, boolean offline) {
    String code = random();
    var grant =
        new Grant(random(), account, request.vendor(), request.scope(), offline, request.nonce());
    unused.put(grant.id(), grant);
    codes.put(code, new Code(grant.id(), request, clock.instant().plus(CODE_LIFE)));
    return code;
  }

  Optional<Grant> redeemCode(Vendor vendor, String code, String redirectUri, String verifier) {
    usedCodes.get(code).ifPresent(this::end);
    Optional<Code> found = codes.take(code);
    found.ifPresent(first -> usedCodes.put(code, first.grantId()));
    return found
        .filter(
            first ->
                first.request().vendor() == vendor
                    && first.request().redirectUri().equals(redirectUri)
                    && first.request().challenge().equals(challenge(verifier))
                    && clock.instant().isBefore(first.expires()))
        .flatMap(first -> unused.take(first.grantId()));
  }

  /** The lifetime of access tokens, which {@link Fault#SHORT_LIVED} shortens. */
  Duration accessTokenLife(Vendor vendor) {
    return faults.of(vendor) == Fault.SHORT_LIVED ? Duration.ofSeconds(30) : ACCESS_TOKEN_LIFE;
  }

  String accessToken(Grant grant) {
    return token(Tokens.Kind.ACCESS, grant, accessTokenLife(grant.vendor()));
  }

  String refreshToken(Grant grant) {
    return token(Tokens.Kind.REFRESH, grant, REFRESH_TOKEN_LIFE);
  }

  private String token(Tokens.Kind kind, Grant grant, Duration life) {
    Instant now = clock.instant();
    return Tokens.issue(
        kind,
        new Tokens.Content(
            grant.vendor(),
            grant.account(),
            grant.id(),
            grant.offline(),
            grant.scope(),
            now,
            now.plus(life),
            random()));
  }

  Optional<Grant> byAccessToken(Vendor vendor, String token) {
    return Tokens.read(Tokens.Kind.ACCESS, token)
        .filter(content -> !faults.isOver(vendor, content.issued()))
        .flatMap(content -> grant(vendor, content));
  }

  Optional<Grant> byRefreshToken(Vendor vendor, String token) {
    Optional<Tokens.Content> content = Tokens.read(Tokens.Kind.REFRESH, token);
    boolean tooLate =
        replaced
            .get(token)
            .filter(since -> !clock.instant().isBefore(since.plus(REPLACED_TOKEN_LIFE)))
            .isPresent();
    if (tooLate) {
      content.ifPresent(found -> end(found.grant()));
    }
    return content.flatMap(found -> grant(vendor, found));
  }

  private Optional<Grant> grant(Vendor vendor, Tokens.Content content) {
    return Optional.of(content)
        .filter(
            found ->
                found.vendor() == vendor
                    && clock.instant().isBefore(found.expires())
                    && ended.get(found.grant()).isEmpty())
        .map(
            found ->
                new Grant(
                    found.grant(),
                    found.account(),
                    found.vendor(),
                    found.scope(),
                    found.offline(),
                    null));
  }

  /** Returns a new refresh token. The old one expires a minute after its first replacement. */
  String rotate(Grant grant, String token) {
    if (replaced.get(token).isEmpty()) {
      replaced.put(token, clock.instant());
    }
    return refreshToken(grant);
  }

  /** Revokes the grant of an access token or refresh token (RFC 7009). */
  void revoke(Vendor vendor, String token) {
    byAccessToken(vendor, token)
        .or(() -> byRefreshToken(vendor, token))
        .ifPresent(grant -> end(grant.id()));
  }

  private void end(String grantId) {
    ended.put(grantId, clock.instant());
    unused.take(grantId);
  }

  /** The challenge of a verifier by S256 (RFC 7636, section 4.6). */
  static String challenge(String verifier) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is in every JDK", impossible);
    }
  }

  private String random() {
    return randomness.nextSecret().reveal();
  }
}
