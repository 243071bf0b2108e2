package com.cloudaggregator.bootstrap.demo.provider;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The token, key-set, metadata and revocation endpoints (RFC 6749, section 3.2; RFC 7517; OpenID
 * Connect Discovery; RFC 7009). OneDrive's stand-in rotates refresh tokens and the other two keep
 * them, like the real providers.
 */
@RestController
@RequestMapping("/demo/providers")
final class TokenEndpoint {
  /** The tenant of all personal Microsoft accounts. */
  private static final String PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad";

  /** The scopes of the three providers for reading files. */
  private static final Pattern FILES = Pattern.compile("(?i)files\\.|/auth/drive");

  private static final Duration ID_TOKEN_LIFE = Duration.ofHours(1);

  private final String publicUrl;
  private final ConsentStore store;
  private final FaultSwitch faults;
  private final IdTokens idTokens;
  private final Clock clock;

  TokenEndpoint(
      String publicUrl, ConsentStore store, FaultSwitch faults, IdTokens idTokens, Clock clock) {
    this.publicUrl = publicUrl;
    this.store = store;
    this.faults = faults;
    this.idTokens = idTokens;
    this.clock = clock;
  }

  @PostMapping(path = "/{provider}/token", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  ResponseEntity<Map<String, Object>> token(
      @PathVariable("provider") String provider,
      @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false)
          @Nullable String authorization,
      @RequestParam MultiValueMap<String, String> form) {
    Optional<Vendor> known = Vendor.of(provider);
    if (known.isEmpty()) {
      return ResponseEntity.notFound().build();
    }
    Vendor vendor = known.get();
    Optional<ResponseEntity<Map<String, Object>>> fault = Faults.answer(faults, vendor);
    if (fault.isPresent()) {
      return fault.get();
    }
    if (!isOurClient(vendor, authorization, form)) {
      return refused(HttpStatus.UNAUTHORIZED, "invalid_client");
    }
    if (faults.of(vendor) == Fault.INVALID_GRANT) {
      return refused(HttpStatus.BAD_REQUEST, "invalid_grant");
    }
    return switch (one(form, "grant_type")) {
      case "authorization_code" -> byCode(vendor, form);
      case "refresh_token" -> byRefreshToken(vendor, one(form, "refresh_token"));
      default -> refused(HttpStatus.BAD_REQUEST, "unsupported_grant_type");
    };
  }

  @GetMapping("/{provider}/keys")
  ResponseEntity<Map<String, Object>> keys(@PathVariable("provider") String provider) {
    Optional<Vendor> vendor = Vendor.of(provider).filter(known -> known != Vendor.DROPBOX);
    if (vendor.isEmpty()) {
      return ResponseEntity.notFound().build();
    }
    return Faults.answer(faults, vendor.get())
        .orElseGet(() -> ResponseEntity.ok(idTokens.keySet()));
  }

  @GetMapping("/googledrive/.well-known/openid-configuration")
  Map<String, Object> metadata() {
    String base = issuer(Vendor.GOOGLEDRIVE);
    var metadata = new LinkedHashMap<String, Object>();
    metadata.put("issuer", base);
    metadata.put("authorization_endpoint", base + "/authorize");
    metadata.put("token_endpoint", base + "/token");
    metadata.put("userinfo_endpoint", base + "/userinfo");
    metadata.put("revocation_endpoint", base + "/revoke");
    metadata.put("jwks_uri", base + "/keys");
    metadata.put("response_types_supported", List.of("code"));
    metadata.put("subject_types_supported", List.of("public"));
    metadata.put("id_token_signing_alg_values_supported", List.of("RS256"));
    metadata.put("code_challenge_methods_supported", List.of("S256"));
    metadata.put("authorization_response_iss_parameter_supported", true);
    return metadata;
  }

  @PostMapping(path = "/googledrive/revoke", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  ResponseEntity<Map<String, Object>> revoke(@RequestParam MultiValueMap<String, String> form) {
    return Faults.answerToRevocation(faults, Vendor.GOOGLEDRIVE)
        .orElseGet(
            () -> {
              store.revoke(Vendor.GOOGLEDRIVE, one(form, "token"));
              return ResponseEntity.ok(Map.of());
            });
  }

  private ResponseEntity<Map<String, Object>> byCode(
      Vendor vendor, MultiValueMap<String, String> form) {
    return store
        .redeemCode(
            vendor, one(form, "code"), one(form, "redirect_uri"), one(form, "code_verifier"))
        .map(
            grant -> {
              boolean offline = grant.offline() && faults.of(vendor) != Fault.NO_REFRESH_TOKEN;
              return tokens(
                  grant, offline ? Optional.of(store.refreshToken(grant)) : Optional.empty());
            })
        .orElseGet(() -> refused(HttpStatus.BAD_REQUEST, "invalid_grant"));
  }

  private ResponseEntity<Map<String, Object>> byRefreshToken(Vendor vendor, String token) {
    Optional<ConsentStore.Grant> grant = store.byRefreshToken(vendor, token);
    if (grant.isEmpty()) {
      return refused(HttpStatus.BAD_REQUEST, "invalid_grant");
    }
    if (vendor != Vendor.ONEDRIVE || faults.of(vendor) == Fault.NO_REFRESH_TOKEN) {
      return tokens(grant.get(), Optional.empty());
    }
    return tokens(grant.get(), Optional.of(store.rotate(grant.get(), token)));
  }

  private ResponseEntity<Map<String, Object>> tokens(
      ConsentStore.Grant grant, Optional<String> refreshToken) {
    Vendor vendor = grant.vendor();
    var answer = new LinkedHashMap<String, Object>();
    answer.put("token_type", vendor == Vendor.DROPBOX ? "bearer" : "Bearer");
    answer.put("access_token", store.accessToken(grant));
    answer.put("expires_in", store.accessTokenLife(vendor).toSeconds());
    answer.put("scope", grantedScope(grant, faults.of(vendor) == Fault.SCOPE_LEFT_OUT));
    refreshToken.ifPresent(token -> answer.put("refresh_token", token));
    boolean missingId = faults.of(vendor) == Fault.MISSING_ID;
    switch (vendor) {
      case ONEDRIVE, GOOGLEDRIVE -> {
        if ((" " + grant.scope() + " ").contains(" openid ")) {
          answer.put("id_token", idTokens.sign(claims(grant, missingId)));
        }
      }
      case DROPBOX -> {
        answer.put("uid", "1000000" + vendor.number(grant.account()));
        if (!missingId) {
          answer.put("account_id", grant.account().id());
        }
      }
    }
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(answer);
  }

  /** Microsoft does not list {@code offline_access} among the granted scopes. */
  private static String grantedScope(ConsentStore.Grant grant, boolean filesLeftOut) {
    return Arrays.stream(grant.scope().split(" "))
        .filter(scope -> grant.vendor() != Vendor.ONEDRIVE || !scope.equals("offline_access"))
        .filter(scope -> !filesLeftOut || !FILES.matcher(scope).find())
        .collect(Collectors.joining(" "));
  }

  private Map<String, Object> claims(ConsentStore.Grant grant, boolean missingId) {
    Vendor vendor = grant.vendor();
    DemoAccount account = grant.account();
    Instant now = clock.instant();
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", issuer(vendor));
    claims.put("aud", vendor.clientId());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(ID_TOKEN_LIFE).getEpochSecond());
    claims.put("name", account.displayName());
    @Nullable String nonce = grant.nonce();
    if (nonce != null) {
      claims.put("nonce", faults.of(vendor) == Fault.WRONG_NONCE ? "not-" + nonce : nonce);
    }
    if (vendor == Vendor.ONEDRIVE) {
      // Microsoft's sub is pairwise: it differs by client and is not the account's id.
      claims.put("sub", "AAAAAdemo-pairwise-" + account.id());
      claims.put("tid", PERSONAL_TENANT);
      claims.put("oid", account.objectId());
      claims.put("ver", "2.0");
      claims.put("preferred_username", account.email());
    } else {
      claims.put("azp", vendor.clientId());
      claims.put("email", account.email());
      claims.put("email_verified", true);
      if (!missingId) {
        claims.put("sub", account.id());
      }
    }
    return claims;
  }

  private String issuer(Vendor vendor) {
    String base = publicUrl + "/demo/providers/" + vendor.id();
    return vendor == Vendor.ONEDRIVE ? base + "/" + PERSONAL_TENANT + "/v2.0" : base;
  }

  private static boolean isOurClient(
      Vendor vendor, @Nullable String authorization, MultiValueMap<String, String> form) {
    String given =
        authorization != null && authorization.startsWith("Basic ")
            ? basic(authorization.substring("Basic ".length()))
            : one(form, "client_id") + ":" + one(form, "client_secret");
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8),
        (vendor.clientId() + ":" + vendor.clientSecret()).getBytes(StandardCharsets.UTF_8));
  }

  private static String basic(String credentials) {
    try {
      return new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }

  private static ResponseEntity<Map<String, Object>> refused(HttpStatus status, String error) {
    return ResponseEntity.status(status)
        .cacheControl(CacheControl.noStore())
        .body(Map.of("error", error));
  }

  private static String one(MultiValueMap<String, String> parameters, String name) {
    var values = parameters.get(name);
    return values == null || values.size() != 1 || values.getFirst() == null
        ? ""
        : values.getFirst();
  }
}
