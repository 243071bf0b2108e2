package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.application.notice.EmailAddress;
import com.cloudaggregator.bootstrap.configuration.Settings.SignIn;
import com.cloudaggregator.oauth.RefusalReporter;
import com.cloudaggregator.oauth.RefusalReporter.Refusal;
import com.cloudaggregator.oauth.RefusalReporter.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * Determines the signed-in user from the verified ID token alone, by the same rules as for a bearer
 * token's {@code sub}. The session keeps the id, the roles, the name and a verified e-mail address;
 * none of the provider's tokens.
 */
final class HostUsers implements OAuth2UserService<OidcUserRequest, OidcUser> {
  private static final int LONGEST_NAME = 80;

  private final SignIn signIn;
  private final RefusalReporter refusals;

  HostUsers(SignIn signIn, RefusalReporter refusals) {
    this.signIn = signIn;
    this.refusals = refusals;
  }

  /**
   * @throws OAuth2AuthenticationException if the claims do not name a possible user
   */
  @Override
  public OidcUser loadUser(OidcUserRequest request) {
    OidcIdToken token = request.getIdToken();
    Object id = token.getClaims().get(signIn.userIdClaim());
    if (!UserTokens.isUserId(id)) {
      throw refused(signIn.userIdClaim());
    }
    Set<String> roles = new LinkedHashSet<>();
    for (String claim : signIn.roleClaims()) {
      roles.addAll(texts(value(token.getClaims(), claim)));
    }
    if (roles.stream().anyMatch(UserTokens.NO_USER::contains)) {
      throw refused("role");
    }
    return new SignedIn(
        String.valueOf(id),
        roles,
        name(token.getClaims()),
        VerifiedAddresses.find(token.getClaims()).orElse(null),
        token);
  }

  /** A claim by its name, or by a path of names if it begins with a slash. */
  private static @Nullable Object value(Map<String, Object> claims, String claim) {
    if (!claim.startsWith("/")) {
      return claims.get(claim);
    }
    @Nullable Object value = claims;
    for (String step : claim.substring(1).split("/")) {
      value = value instanceof Map<?, ?> object ? object.get(step) : null;
    }
    return value;
  }

  private static List<String> texts(@Nullable Object value) {
    List<String> texts = new ArrayList<>();
    for (Object each :
        value instanceof Collection<?> several
            ? several
            : value == null ? List.of() : List.of(value)) {
      if (each instanceof String text && !text.isBlank()) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static String name(Map<String, Object> claims) {
    for (String claim : List.of("name", "preferred_username")) {
      if (claims.get(claim) instanceof String text && !text.isBlank()) {
        return text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) : text;
      }
    }
    return "";
  }

  /** Names the claim and never its value. */
  private OAuth2AuthenticationException refused(String claim) {
    refusals.report(new Refusal(Refusal.SIGN_IN, Step.IDENTITY, claim));
    return new OAuth2AuthenticationException(
        new OAuth2Error("invalid_id_token"), "Claim refused: " + claim);
  }

  /** The signed-in user. {@code toString} shows nothing. */
  static final class SignedIn implements OidcUser {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final List<GrantedAuthority> roles;
    private final String displayName;

    /** Needed at the sign-in only. */
    private final transient @Nullable EmailAddress address;

    private final OidcIdToken times;

    SignedIn(
        String id,
        Set<String> roles,
        String displayName,
        @Nullable EmailAddress address,
        OidcIdToken token) {
      this.id = id;
      this.roles =
          List.copyOf(roles.stream().<GrantedAuthority>map(SimpleGrantedAuthority::new).toList());
      this.displayName = displayName;
      this.address = address;
      // Spring requires a token; the value is dropped, since it is not needed after the
      // verification.
      this.times =
          new OidcIdToken("-", token.getIssuedAt(), token.getExpiresAt(), Map.of("sub", id));
    }

    String displayName() {
      return displayName;
    }

    Optional<EmailAddress> verifiedAddress() {
      return Optional.ofNullable(address);
    }

    @Override
    public String getName() {
      return id;
    }

    @Override
    public Collection<? extends GrantedAuthority> getAuthorities() {
      return roles;
    }

    @Override
    public Map<String, Object> getAttributes() {
      return times.getClaims();
    }

    @Override
    public Map<String, Object> getClaims() {
      return times.getClaims();
    }

    @Override
    public @Nullable OidcUserInfo getUserInfo() {
      return null;
    }

    @Override
    public OidcIdToken getIdToken() {
      return times;
    }

    @Override
    public String toString() {
      return "SignedIn[…]";
    }
  }
}
