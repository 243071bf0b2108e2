package com.cloudaggregator.bootstrap.demo.provider;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The user-info and quota endpoints: Microsoft Graph's {@code /v1.0/me} and {@code /me/drive},
 * Google's user info and {@code drive/v3/about}, Dropbox's {@code /2/users/…} (POST). All need a
 * valid access token (RFC 6750).
 */
@RestController
@RequestMapping("/demo/providers")
final class AccountEndpoints {
  private final ConsentStore store;
  private final FaultSwitch faults;

  AccountEndpoints(ConsentStore store, FaultSwitch faults) {
    this.store = store;
    this.faults = faults;
  }

  @GetMapping("/onedrive/v1.0/me")
  ResponseEntity<Map<String, Object>> graphMe(
      @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false)
          @Nullable String authorization) {
    return named(
        Vendor.ONEDRIVE,
        authorization,
        account -> {
          var me = new LinkedHashMap<String, Object>();
          me.put("@odata.context", "https://graph.microsoft.com/v1.0/$metadata#users/$entity");
          me.put("displayName", account.displayName());
          me.put("userPrincipalName", account.email());
          me.put("mail", account.email());
          putUnlessMissing(Vendor.ONEDRIVE, me, "id", account);
          return me;
        });
  }

  @GetMapping("/onedrive/v1.0/me/drive")
  ResponseEntity<Map<String, Object>> graphDrive(
      @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false)
          @Nullable String authorization) {
    return answer(
        Vendor.ONEDRIVE,
        authorization,
        account ->
            Map.of(
                "id", account.id(),
                "driveType", "personal",
                "quota",
                    Map.of(
                        "used",
                        account.used(),
                        "total",
                        account.total(),
                        "remaining",
                        account.total() - account.used(),
                        "deleted",
                        0,
                        "state",
                        "normal")));
  }

  @GetMapping("/googledrive/userinfo")
  ResponseEntity<Map<String, Object>> userInfo(
      @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false)
          @Nullable String authorization) {
    return named(
        Vendor.GOOGLEDRIVE,
        authorization,
        account -> {
          var info = new LinkedHashMap<String, Object>();
          putUnlessMissing(Vendor.GOOGLEDRIVE, info, "sub", account);
          info.put("name", account.displayName());
          info.put("email", account.email());
          info.put("email_verified", true);
          return info;
        });
  }

  /** Google writes 64-bit numbers as text. */
  @GetMapping("/googledrive/drive/v3/about")
  ResponseEntity<Map<String, Object>> about(
      @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false)
          @Nullable String authorization) {
    return answer(
        Vendor.GOOGLEDRIVE,
        authorization,
        account ->
            Map.of(
                "storageQuota",
                Map.of(
                    "limit", Long.toString(account.total()),
                    "usage", Long.toString(account.used()),
                    "usageInDrive", Long.toString(account.used()),
                    "usageInDriveTrash", "0")));
  }

  @PostMapping("/dropbox/2/users/get_current_account")
  ResponseEntity<Map<String, Object>> currentAccount(
      @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false)
          @Nullable String authorization) {
    return named(
        Vendor.DROPBOX,
        authorization,
        account -> {
          var current = new LinkedHashMap<String, Object>();
          putUnlessMissing(Vendor.DROPBOX, current, "account_id", account);
          current.put("name", Map.of("display_name", account.displayName()));
          current.put("email", account.email());
          current.put("email_verified", true);
          current.put("disabled", false);
          return current;
        });
  }

  @PostMapping("/dropbox/2/users/get_space_usage")
  ResponseEntity<Map<String, Object>> spaceUsage(
      @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false)
          @Nullable String authorization) {
    return answer(
        Vendor.DROPBOX,
        authorization,
        account ->
            Map.of(
                "used", account.used(),
                "allocation", Map.of(".tag", "individual", "allocated", account.total())));
  }

  /** Revokes the grant of the bearer token. Answers JSON {@code null}, like Dropbox. */
  @PostMapping("/dropbox/2/auth/token/revoke")
  ResponseEntity<?> revoke(
      @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false)
          @Nullable String authorization) {
    Optional<ResponseEntity<Map<String, Object>>> fault =
        Faults.answerToRevocation(faults, Vendor.DROPBOX);
    if (fault.isPresent()) {
      return fault.get();
    }
    ResponseEntity<Map<String, Object>> answer =
        held(Vendor.DROPBOX, authorization, account -> Map.of());
    if (!answer.getStatusCode().is2xxSuccessful()) {
      return answer;
    }
    store.revoke(Vendor.DROPBOX, bearer(authorization));
    return ResponseEntity.ok().header(HttpHeaders.CONTENT_TYPE, "application/json").body("null");
  }

  private void putUnlessMissing(
      Vendor vendor, Map<String, Object> answer, String name, DemoAccount account) {
    if (faults.of(vendor) != Fault.MISSING_ID) {
      answer.put(name, account.id());
    }
  }

  /** The account of the token, without its id during {@link Fault#MISSING_ID}. */
  private ResponseEntity<Map<String, Object>> named(
      Vendor vendor,
      @Nullable String authorization,
      Function<DemoAccount, Map<String, Object>> body) {
    return faults.of(vendor) == Fault.USER_INFO_REFUSED
        ? ResponseEntity.status(HttpStatus.FORBIDDEN).body(Map.of("error", "access_denied"))
        : answer(vendor, authorization, body);
  }

  private ResponseEntity<Map<String, Object>> answer(
      Vendor vendor,
      @Nullable String authorization,
      Function<DemoAccount, Map<String, Object>> body) {
    return Faults.answer(faults, vendor).orElseGet(() -> held(vendor, authorization, body));
  }

  /** Answers for a valid token. */
  private ResponseEntity<Map<String, Object>> held(
      Vendor vendor,
      @Nullable String authorization,
      Function<DemoAccount, Map<String, Object>> body) {
    return store
        .byAccessToken(vendor, bearer(authorization))
        .map(grant -> ResponseEntity.ok(body.apply(grant.account())))
        .orElseGet(
            () ->
                ResponseEntity.status(HttpStatus.UNAUTHORIZED)
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
                    .body(Map.of("error", "invalid_token")));
  }

  private static String bearer(@Nullable String authorization) {
    return authorization != null && authorization.startsWith("Bearer ")
        ? authorization.substring("Bearer ".length())
        : "";
  }
}
