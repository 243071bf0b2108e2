package com.cloudaggregator.bootstrap.demo.provider;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The authorization endpoint (RFC 6749, section 3.1). An unknown client or redirect URI gets an
 * error page and no redirect. PKCE with S256 is required. One page serves as sign-in and consent;
 * the Allow button is explicit consent, so a refresh token is issued whenever offline access was
 * requested, also by Google's stand-in.
 */
@RestController
@RequestMapping("/demo/providers")
final class ConsentEndpoint {
  /**
   * Without {@code form-action}, which would also restrict the redirect back to the frontend's
   * origin.
   */
  private static final String PAGE_POLICY =
      "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final String publicUrl;
  private final ConsentStore store;
  private final FaultSwitch faults;
  private final MessageSource messages;

  ConsentEndpoint(
      String publicUrl, ConsentStore store, FaultSwitch faults, MessageSource messages) {
    this.publicUrl = publicUrl;
    this.store = store;
    this.faults = faults;
    this.messages = messages;
  }

  @GetMapping("/{provider}/authorize")
  ResponseEntity<String> authorize(
      @PathVariable("provider") String provider,
      @RequestParam MultiValueMap<String, String> query,
      Locale locale) {
    var page = new ConsentPage(messages, locale);
    Optional<Vendor> known = Vendor.of(provider);
    if (known.isEmpty()) {
      return ResponseEntity.notFound().build();
    }
    Vendor vendor = known.get();
    String redirectUri = redirectUri(vendor);
    String state = one(query, "state");
    if (!vendor.clientId().equals(one(query, "client_id"))
        || !redirectUri.equals(one(query, "redirect_uri"))) {
      return answer(HttpStatus.BAD_REQUEST, page.refusal(), locale);
    }
    String challenge = one(query, "code_challenge");
    if (!"code".equals(one(query, "response_type"))
        || state.isEmpty()
        || !"S256".equals(one(query, "code_challenge_method"))
        || !challenge.matches("[A-Za-z0-9_-]{43}")) {
      return back(vendor, redirectUri, "error", "invalid_request", state);
    }
    Optional<String> wrong = wrong(vendor);
    if (wrong.isPresent()) {
      return back(vendor, redirectUri, "error", wrong.get(), state);
    }
    String scope = one(query, "scope");
    @Nullable String nonce = query.getFirst("nonce");
    var request =
        new ConsentStore.Request(
            vendor,
            redirectUri,
            state,
            challenge,
            nonce,
            scope,
            asksForOfflineAccess(vendor, scope, query));
    return answer(
        HttpStatus.OK, page.of(vendor, store.ticket(request), one(query, "login_hint")), locale);
  }

  @PostMapping(path = "/{provider}/consent", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  ResponseEntity<String> consent(
      @PathVariable("provider") String provider,
      @RequestParam MultiValueMap<String, String> form,
      Locale locale) {
    var page = new ConsentPage(messages, locale);
    Optional<Vendor> known = Vendor.of(provider);
    if (known.isEmpty()) {
      return ResponseEntity.notFound().build();
    }
    Vendor vendor = known.get();
    Optional<ConsentStore.Request> redeemed = store.redeemTicket(vendor, one(form, "ticket"));
    if (redeemed.isEmpty()) {
      return answer(HttpStatus.BAD_REQUEST, page.usedUp(), locale);
    }
    ConsentStore.Request request = redeemed.get();
    String decision = one(form, "decision");
    Optional<DemoAccount> account = vendor.account(one(form, "account"));
    boolean allowed = decision.equals("allow") || decision.equals("allow_online");
    Optional<String> wrong = wrong(vendor);
    if (!allowed || account.isEmpty() || wrong.isPresent()) {
      return back(
          vendor, request.redirectUri(), "error", wrong.orElse("access_denied"), request.state());
    }
    String code = store.code(request, account.get(), request.offline() && decision.equals("allow"));
    return back(vendor, request.redirectUri(), "code", code, request.state());
  }

  /** The error that a fault returns instead of a code. */
  private Optional<String> wrong(Vendor vendor) {
    return switch (faults.of(vendor)) {
      case DENIED -> Optional.of("access_denied");
      case CONSENT_ERROR -> Optional.of("invalid_scope");
      default -> Optional.empty();
    };
  }

  @GetMapping("/consent.css")
  ResponseEntity<Resource> style() {
    return ResponseEntity.ok()
        .contentType(new MediaType("text", "css", StandardCharsets.UTF_8))
        .cacheControl(CacheControl.noCache())
        .body(new ClassPathResource("demo/consent.css"));
  }

  private String redirectUri(Vendor vendor) {
    return publicUrl + "/auth/" + vendor.id() + "/callback";
  }

  static boolean asksForOfflineAccess(
      Vendor vendor, String scope, MultiValueMap<String, String> query) {
    return switch (vendor) {
      case ONEDRIVE -> (" " + scope + " ").contains(" offline_access ");
      case GOOGLEDRIVE -> one(query, "access_type").equals("offline");
      case DROPBOX -> one(query, "token_access_type").equals("offline");
    };
  }

  /**
   * Redirects with code or error first, then state, like the real providers. Only Google sends
   * {@code iss} (RFC 9207).
   */
  private ResponseEntity<String> back(
      Vendor vendor, String redirectUri, String name, String value, String state) {
    var uri =
        UriComponentsBuilder.fromUriString(redirectUri)
            .queryParam(name, "{value}")
            .queryParam("state", "{state}");
    if (vendor == Vendor.GOOGLEDRIVE) {
      uri.queryParam("iss", "{iss}");
    }
    URI target =
        uri.encode()
            .buildAndExpand(
                Map.of(
                    "value",
                    value,
                    "state",
                    state,
                    "iss",
                    publicUrl + "/demo/providers/" + vendor.id()))
            .toUri();
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .location(target)
        .cacheControl(CacheControl.noStore())
        .header("Referrer-Policy", "no-referrer")
        .build();
  }

  private static ResponseEntity<String> answer(HttpStatus status, String html, Locale locale) {
    return ResponseEntity.status(status)
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .cacheControl(CacheControl.noStore())
        .header("Content-Security-Policy", PAGE_POLICY)
        .header("Referrer-Policy", "no-referrer")
        .header(HttpHeaders.CONTENT_LANGUAGE, locale.getLanguage())
        .body(html);
  }

  /** A repeated parameter counts as missing (RFC 6749, section 3.1). */
  private static String one(MultiValueMap<String, String> parameters, String name) {
    var values = parameters.get(name);
    return values == null || values.size() != 1 || values.getFirst() == null
        ? ""
        : values.getFirst();
  }
}
