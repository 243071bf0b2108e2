package com.cloudaggregator.web.operator.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.audit.AccountAudit;
import com.cloudaggregator.application.audit.AccountHistory;
import com.cloudaggregator.application.audit.InspectAccounts;
import com.cloudaggregator.application.audit.OwnerChange;
import com.cloudaggregator.application.audit.OwnerChangeCause;
import com.cloudaggregator.application.audit.PendingOffers;
import com.cloudaggregator.application.connect.RecordCallbackPages;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.application.testing.TestClock;
import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.application.verification.EvidenceEntry;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.TestAdapter;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

class AccountAuditApiTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String ONE =
      "/ops/accounts?provider=onedrive&provider_account_id=62c0cfcdf8b5bc8c";

  private final ScriptedAudit audit = new ScriptedAudit();
  private final MockMvcTester mvc =
      TestAdapter.mvc(
          TestAdapter.start(
              TestAdapter.settings(URI.create("https://app.example")),
              new TestClock(),
              new InspectAccounts(audit),
              new ListNotices(new ScriptedPorts()),
              new ListProviders(new ScriptedPorts()),
              new RecordCallbackPages(event -> {})));

  private static final class ScriptedAudit implements AccountAudit {
    Optional<AccountHistory> dossier = Optional.empty();
    List<CloudAccount> accounts = List.of();

    @Override
    public Optional<AccountHistory> findHistory(ProviderAccountId account) {
      return dossier.filter(found -> found.account().providerAccount().equals(account));
    }

    @Override
    public List<CloudAccount> listByStatus(
        AccountStatus status, @Nullable AccountId after, int limit) {
      return accounts.stream()
          .filter(account -> account.status() == status)
          .filter(account -> after == null || account.id().value().compareTo(after.value()) > 0)
          .limit(limit)
          .toList();
    }

    @Override
    public List<CloudAccount> listFrozen(@Nullable AccountId after, int limit) {
      return accounts.stream().filter(CloudAccount::isFrozen).toList();
    }
  }

  private MvcTestResult get(String address) {
    return mvc.get()
        .uri(URI.create(address))
        .header("Accept", "application/json")
        .header("Accept-Language", "en")
        .exchange();
  }

  private CloudAccount account(long id, AccountStatus status) {
    return new CloudAccount(
        new AccountId(new UUID(0, id)),
        ScriptedPorts.DRIVE,
        status == AccountStatus.RELEASED ? null : ScriptedPorts.BOB,
        new Epoch(2),
        status,
        null,
        ScriptedPorts.LABEL,
        NOON);
  }

  private void setHistory(PendingOffers pending, List<EvidenceEntry> sightings) {
    audit.dossier =
        Optional.of(
            new AccountHistory(
                account(1, AccountStatus.CONNECTED),
                List.of(
                    new OwnerChange(
                        Epoch.FIRST, null, ScriptedPorts.ALICE, OwnerChangeCause.CONNECTED, NOON),
                    new OwnerChange(
                        new Epoch(2),
                        ScriptedPorts.ALICE,
                        ScriptedPorts.BOB,
                        OwnerChangeCause.TRANSFERRED,
                        NOON)),
                pending,
                sightings));
  }

  @Test
  void returnsTheHistoryOfAnAccount() {
    setHistory(
        new PendingOffers(1, NOON.plusSeconds(60)),
        List.of(
            new EvidenceEntry(Evidence.DUPLICATE_DETECTED, NOON, "t"),
            new EvidenceEntry(Evidence.CONFLICT_DECIDED, NOON, "t")));

    assertThat(get(ONE))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            """
        {"account":{"id":"00000000-0000-0000-0000-000000000001","provider":"onedrive",
        "provider_account_id":"62c0cfcdf8b5bc8c","owner":"bob","epoch":2,"status":"connected",
        "connected_at":"2026-03-01T12:00:00Z"},
        "history":[{"epoch":1,"from":null,"to":"alice","cause":"connected","at":"2026-03-01T12:00:00Z"},
        {"epoch":2,"from":"alice","to":"bob","cause":"transferred","at":"2026-03-01T12:00:00Z"}],
        "gapless":true,"pending_offers":{"count":1,"last_expiry":"2026-03-01T12:01:00Z"},
        "last_23505":{"at":"2026-03-01T12:00:00Z","trace_id":"t",
        "resolution":{"outcome":"conflict_decided","at":"2026-03-01T12:00:00Z"}}}""");
  }

  @Test
  void hasNoLastDuplicateWithoutOne() {
    setHistory(new PendingOffers(0, null), List.of());

    assertThat(get(ONE)).hasStatusOk().bodyJson().extractingPath("$.last_23505").isNull();
  }

  @Test
  void isNotFoundIfTheAccountWasNeverConnected() {
    assertThat(get(ONE))
        .hasStatus(404)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("account_not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "provider=onedrive",
        "provider_account_id=x",
        "provider=One&provider_account_id=x",
        "provider=onedrive&provider_account_id=",
        "provider=onedrive&provider_account_id=%C3%A1",
        "provider=onedrive&provider=box&provider_account_id=x",
        "status=",
        "status=CONNECTED",
        "status=lost",
        "status=connected&status=released",
        "status=connected&provider=onedrive",
        "status=connected&limit=0",
        "status=connected&limit=501",
        "status=connected&cursor=x"
      })
  void refusesInvalidParameters(String query) {
    assertThat(get("/ops/accounts?" + query))
        .hasStatus(400)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("validation_failed");
  }

  @Test
  void listsTheAccountsOfAStatusPageByPage() throws Exception {
    audit.accounts =
        LongStream.rangeClosed(1, 3).mapToObj(id -> account(id, AccountStatus.CONNECTED)).toList();

    String first = get("/ops/accounts?status=connected&limit=2").getResponse().getContentAsString();
    String cursor = first.replaceAll(".*\"next\":\"([^\"]+)\".*", "$1");
    MvcTestResult second = get("/ops/accounts?status=connected&limit=2&cursor=" + cursor);

    assertThat(first)
        .contains("-000000000001\"", "-000000000002\"")
        .doesNotContain("-000000000003\"", "outlook");
    assertThat(second)
        .hasStatusOk()
        .bodyJson()
        .extractingPath("$.accounts[*].id")
        .asArray()
        .containsExactly("00000000-0000-0000-0000-000000000003");
    assertThat(second).bodyJson().extractingPath("$.next").isNull();
  }

  @Test
  void aReleasedAccountHasNoOwnerAndNoTimeOfItsConnection() {
    audit.accounts = List.of(account(1, AccountStatus.RELEASED));

    MvcTestResult released = get("/ops/accounts?status=released");

    assertThat(released).bodyJson().extractingPath("$.accounts[0].owner").isNull();
    assertThat(released).bodyJson().extractingPath("$.accounts[0].connected_at").isNull();
  }

  @Test
  void toStringOmitsTheUser() {
    assertThat(AccountAuditApi.AuditedAccount.of(account(1, AccountStatus.CONNECTED)).toString())
        .doesNotContain("bob", "62c0");
  }
}
