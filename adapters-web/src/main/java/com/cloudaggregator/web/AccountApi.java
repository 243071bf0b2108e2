package com.cloudaggregator.web;

import com.cloudaggregator.application.account.DisconnectAccount;
import com.cloudaggregator.application.account.DisconnectOutcome.Disconnected;
import com.cloudaggregator.application.account.DisconnectOutcome.NotFound;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.ListAccounts.Page;
import com.cloudaggregator.application.account.ListDisconnected;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.RevocationState;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Where an owner sees his accounts, and lets one go. */
@RestController
final class AccountApi {
  private static final String DISCONNECTED = "/me/disconnected-accounts";

  private final ListAccounts accounts;
  private final DisconnectAccount disconnects;
  private final ListDisconnected disconnections;
  private final Texts texts;

  AccountApi(
      ListAccounts accounts, DisconnectAccount disconnects, ListDisconnected disconnections, Texts texts) {
    this.accounts = accounts;
    this.disconnects = disconnects;
    this.disconnections = disconnections;
    this.texts = texts;
  }

  /**
   * A page of accounts. It does not print what it holds: Spring logs what it writes.
   *
   * @param summary of all the caller's accounts, not of this page
   * @param next the cursor of the next page; null when this is the last
   */
  record CloudStatus(List<Account> accounts, Summary summary, @Nullable String next) {
    @Override
    public String toString() {
      return "CloudStatus[" + summary + "]";
    }
  }

  /** An account as its owner sees it. */
  @JsonNaming(SnakeCaseStrategy.class)
  record Account(
      UUID id,
      String provider,
      String providerAccountId,
      String label,
      String status,
      @Nullable String reason,
      Instant connectedAt) {

    static Account of(CloudAccount account) {
      return new Account(
          account.id().value(),
          account.providerAccount().provider().id(),
          account.providerAccount().subject(),
          account.label().value(),
          account.status().name().toLowerCase(Locale.ROOT),
          account.reason() == null ? null : account.reason().code(),
          account.connectedAt());
    }
  }

  /** How many accounts there are of each status that an owned account can have. */
  @JsonNaming(SnakeCaseStrategy.class)
  record Summary(long total, long connected, long needsReconnect) {

    static Summary of(List<CloudAccount> accounts) {
      return new Summary(
          accounts.size(), count(accounts, AccountStatus.CONNECTED), count(accounts, AccountStatus.NEEDS_RECONNECT));
    }

    Summary plus(Summary other) {
      return new Summary(
          total + other.total, connected + other.connected, needsReconnect + other.needsReconnect);
    }

    private static long count(List<CloudAccount> accounts, AccountStatus status) {
      return accounts.stream().filter(account -> account.status() == status).count();
    }
  }

  /**
   * What was done.
   *
   * @param revocation how far the access is withdrawn at the provider: pending, unsupported or failed
   * @param revocationUrl where that can be looked up later
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Receipt(boolean success, UUID accountId, String message, String revocation, String revocationUrl) {}

  /** What the caller has let go of late, newest first; what is older than the list is long is not shown. */
  record Disconnections(List<Disconnection> accounts) {}

  /**
   * One that was let go; who may have it now is not told.
   *
   * @param label masked, as it was then
   * @param revocation pending, revoked, unsupported, failed or dropped
   * @param message what that means, in the caller's language
   * @param permissionsUrls the provider's own pages where he can withdraw it himself; may be empty
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

  @GetMapping("/me/cloud-status")
  CloudStatus status(UserId caller, HttpServletRequest request) {
    PageRequest wanted = PageRequest.of(Query.of(request));
    AccountId after = wanted.after() == null ? null : new AccountId(wanted.after());
    Page page = accounts.list(caller, after, wanted.limit());
    boolean isAll = after == null && page.next().isEmpty();
    return new CloudStatus(
        page.accounts().stream().map(Account::of).toList(),
        isAll ? Summary.of(page.accounts()) : summary(caller),
        page.next().map(AccountId::value).map(Identifiers::cursor).orElse(null));
  }

  @PostMapping(path = "/cloud/disconnect", consumes = MediaType.APPLICATION_JSON_VALUE)
  Receipt disconnect(UserId caller, HttpServletRequest request, HttpServletResponse response) throws IOException {
    AccountId id = Identifiers.parse(JsonBody.onlyText(request, "account_id"))
        .map(AccountId::new)
        .orElseThrow(() -> new RefusedRequest(ErrorCode.VALIDATION_FAILED));
    return switch (disconnects.disconnect(id, caller)) {
      case Disconnected(var account, var revocation) -> {
        Locale language = texts.language(request);
        response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.getLanguage());
        yield new Receipt(
            true,
            account.id().value(),
            texts.text("answer.disconnected", language),
            code(revocation),
            DISCONNECTED);
      }
      case NotFound() -> throw new RefusedRequest(ErrorCode.ACCOUNT_NOT_FOUND);
    };
  }

  @GetMapping(DISCONNECTED)
  Disconnections disconnected(UserId caller, HttpServletRequest request, HttpServletResponse response) {
    Locale language = texts.language(request);
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.getLanguage());
    return new Disconnections(disconnections.list(caller).stream()
        .map(entry -> new Disconnection(
            entry.account().id(),
            entry.account().account().value(),
            entry.account().provider().id(),
            entry.account().maskedLabel(),
            entry.account().at(),
            code(entry.account().revocation()),
            texts.text("revocation." + code(entry.account().revocation()), language),
            entry.profile().map(ProviderProfile::permissionsPages).orElse(List.of())))
        .toList());
  }

  private static String code(RevocationState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** Page by page, for the rare user whose accounts fill more than one. */
  private Summary summary(UserId caller) {
    Summary sum = new Summary(0, 0, 0);
    AccountId after = null;
    do {
      Page page = accounts.list(caller, after, ListAccounts.MAX_LIMIT);
      sum = sum.plus(Summary.of(page.accounts()));
      after = page.next().orElse(null);
    } while (after != null);
    return sum;
  }
}
