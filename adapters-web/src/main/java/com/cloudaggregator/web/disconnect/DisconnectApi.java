package com.cloudaggregator.web.disconnect;

import com.cloudaggregator.application.disconnect.DisconnectAccount;
import com.cloudaggregator.application.disconnect.DisconnectOutcome.AccountNotFound;
import com.cloudaggregator.application.disconnect.DisconnectOutcome.Disconnected;
import com.cloudaggregator.application.disconnect.ListDisconnectedAccounts;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.RevocationState;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.JsonBody;
import com.cloudaggregator.web.text.Messages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Disconnects accounts, and lists those that a user disconnected recently. */
@RestController
final class DisconnectApi {
  private static final String DISCONNECTED = "/me/disconnected-accounts";

  private final DisconnectAccount disconnect;
  private final ListDisconnectedAccounts disconnections;
  private final Messages messages;

  DisconnectApi(
      DisconnectAccount disconnect, ListDisconnectedAccounts disconnections, Messages messages) {
    this.disconnect = disconnect;
    this.disconnections = disconnections;
    this.messages = messages;
  }

  /**
   * The answer to a disconnection.
   *
   * @param revocation the state of the revocation at the provider: pending, unsupported or failed
   * @param revocationUrl where the state can be read later
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record DisconnectReceipt(
      boolean success, UUID accountId, String message, String revocation, String revocationUrl) {}

  /**
   * The accounts that the caller disconnected most recently, newest first, up to a fixed number.
   */
  record Disconnections(List<Disconnection> accounts) {}

  /**
   * A disconnected account. It does not say who owns it now.
   *
   * @param label masked, as of the disconnection
   * @param revocation pending, revoked, unsupported, failed or dropped
   * @param message what the state means, in the caller's language
   * @param permissionsUrls the provider's pages where users can withdraw the permission themselves;
   *     may be empty
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Disconnection(
      UUID id,
      UUID accountId,
      String provider,
      String label,
      Instant disconnectedAt,
      String revocation,
      String message,
      List<URI> permissionsUrls) {}

  @ApiCall(
      group = ApiGroup.ACCOUNT,
      id = "disconnectAccount",
      body =
          """
          {"account_id": "0190a000-0000-7000-8000-00000000abcd"}""",
      answer =
          """
          {"success": true, "account_id": "0190a000-0000-7000-8000-00000000abcd",
          "message": "The account is disconnected.", "revocation": "pending", "revocation_url": "/me/disconnected-accounts"}""",
      refuses = {ErrorCode.ACCOUNT_NOT_FOUND})
  @PostMapping(path = "/cloud/disconnect", consumes = MediaType.APPLICATION_JSON_VALUE)
  DisconnectReceipt disconnect(
      UserId caller, HttpServletRequest request, HttpServletResponse response) throws IOException {
    AccountId id =
        Identifiers.parse(JsonBody.onlyText(request, "account_id"))
            .map(AccountId::new)
            .orElseThrow(() -> new ProblemException(ErrorCode.VALIDATION_FAILED));
    return switch (disconnect.disconnect(id, caller)) {
      case Disconnected(var account, var revocation) -> {
        Locale language = messages.resolveLanguage(request);
        response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.getLanguage());
        yield new DisconnectReceipt(
            true,
            account.id().value(),
            messages.get("answer.disconnected", language),
            codeOf(revocation),
            DISCONNECTED);
      }
      case AccountNotFound() -> throw new ProblemException(ErrorCode.ACCOUNT_NOT_FOUND);
    };
  }

  @ApiCall(
      group = ApiGroup.ACCOUNT,
      id = "listDisconnected",
      answer =
          """
          {"accounts": [{"id": "0190a000-0000-7000-8000-00000000abce",
          "account_id": "0190a000-0000-7000-8000-00000000abcd", "provider": "dropbox", "label": "a•••@example.com",
          "disconnected_at": "2026-11-25T10:00:00Z", "revocation": "revoked",
          "message": "The permission is withdrawn at the provider.",
          "permissions_urls": ["https://www.dropbox.com/account/connected_apps"]}]}""")
  @GetMapping(DISCONNECTED)
  Disconnections list(UserId caller, HttpServletRequest request, HttpServletResponse response) {
    Locale language = messages.resolveLanguage(request);
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.getLanguage());
    return new Disconnections(
        disconnections.list(caller).stream()
            .map(
                entry ->
                    new Disconnection(
                        entry.account().id(),
                        entry.account().account().value(),
                        entry.account().provider().id(),
                        entry.account().maskedLabel(),
                        entry.account().at(),
                        codeOf(entry.account().revocation()),
                        messages.get(
                            "revocation." + codeOf(entry.account().revocation()), language),
                        entry.profile().map(ProviderProfile::permissionsPages).orElse(List.of())))
            .toList());
  }

  private static String codeOf(RevocationState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
