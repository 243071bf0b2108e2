package com.cloudaggregator.application.audit;

import static com.cloudaggregator.application.testing.Samples.alice;
import static com.cloudaggregator.application.testing.Samples.aliceDrive;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.audit.InspectAccounts.Inspection;
import com.cloudaggregator.application.audit.InspectAccounts.LastDuplicate;
import com.cloudaggregator.application.verification.Evidence;
import com.cloudaggregator.application.verification.EvidenceEntry;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the history of an account is checked for an operator. */
class InspectAccountsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static CloudAccount account(long id, long epoch) {
    return new CloudAccount(
        new AccountId(new UUID(0, id)),
        aliceDrive(),
        alice(),
        new Epoch(epoch),
        AccountStatus.CONNECTED,
        null,
        AccountLabel.NONE,
        NOON);
  }

  private static Inspection inspect(long epoch, LongStream history, List<EvidenceEntry> sightings) {
    AccountHistory dossier =
        new AccountHistory(
            account(1, epoch),
            history
                .mapToObj(
                    e ->
                        new OwnerChange(
                            new Epoch(e), null, alice(), OwnerChangeCause.CONNECTED, NOON))
                .toList(),
            new PendingOffers(0, null),
            sightings);
    return new InspectAccounts(new Shelf(List.of(dossier))).inspect(aliceDrive()).orElseThrow();
  }

  private record Shelf(List<AccountHistory> dossiers) implements AccountAudit {
    @Override
    public Optional<AccountHistory> findHistory(ProviderAccountId account) {
      return dossiers.stream().findFirst();
    }

    @Override
    public List<CloudAccount> listByStatus(
        AccountStatus status, @Nullable AccountId after, int limit) {
      return dossiers.stream()
          .map(AccountHistory::account)
          .filter(account -> after == null || account.id().value().compareTo(after.value()) > 0)
          .limit(limit)
          .toList();
    }

    @Override
    public List<CloudAccount> listFrozen(@Nullable AccountId after, int limit) {
      return dossiers.stream().map(AccountHistory::account).filter(CloudAccount::isFrozen).toList();
    }
  }

  private static EvidenceEntry seen(Evidence evidence, String traceId) {
    return new EvidenceEntry(evidence, NOON, traceId);
  }

  @Test
  void anAccountThatWasNeverConnectedIsNotFound() {
    assertThat(new InspectAccounts(new Shelf(List.of())).inspect(aliceDrive())).isEmpty();
  }

  @Test
  void oneChangePerEpochIsGapless() {
    assertThat(inspect(3, LongStream.of(1, 2, 3), List.of()).gapless()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,3", "2,3", "1,2", "1,2,3,4", "1,1,2,3", ""})
  void missingOrRepeatedEpochsAreNotGapless(String epochs) {
    LongStream history =
        epochs.isEmpty()
            ? LongStream.empty()
            : LongStream.of(
                List.of(epochs.split(",")).stream().mapToLong(Long::parseLong).toArray());

    assertThat(inspect(3, history, List.of()).gapless()).isFalse();
  }

  @Test
  void anAccountWithoutDuplicatesHasNoLastDuplicate() {
    assertThat(inspect(1, LongStream.of(1), List.of()).lastDuplicate()).isEmpty();
  }

  @Test
  void theLastDuplicateIsResolvedByEvidenceOfTheSameRequest() {
    EvidenceEntry detected = seen(Evidence.DUPLICATE_DETECTED, "mine");
    EvidenceEntry decided = seen(Evidence.CONFLICT_DECIDED, "mine");

    assertThat(
            inspect(
                    1,
                    LongStream.of(1),
                    List.of(
                        detected,
                        seen(Evidence.IDEMPOTENT_RESOLVED, "another"),
                        decided,
                        seen(Evidence.CONFLICT_ANSWERED, "mine")))
                .lastDuplicate())
        .contains(new LastDuplicate(detected, Optional.of(decided)));
  }

  @Test
  void aDuplicateWithoutFurtherEvidenceIsUnresolved() {
    EvidenceEntry detected = seen(Evidence.DUPLICATE_DETECTED, "mine");

    assertThat(inspect(1, LongStream.of(1), List.of(detected)).lastDuplicate())
        .contains(new LastDuplicate(detected, Optional.empty()));
  }

  @Test
  void theNextPageStartsAfterTheLastRow() {
    InspectAccounts inspect =
        new InspectAccounts(
            new Shelf(
                LongStream.rangeClosed(1, 3)
                    .mapToObj(
                        id ->
                            new AccountHistory(
                                account(id, 1), List.of(), new PendingOffers(0, null), List.of()))
                    .toList()));

    var first = inspect.listByStatus(AccountStatus.CONNECTED, null, 2);
    assertThat(first.items()).hasSize(2);
    assertThat(first.next()).contains(new AccountId(new UUID(0, 2)));
    var second = inspect.listByStatus(AccountStatus.CONNECTED, first.next().orElseThrow(), 2);
    assertThat(second.items()).containsExactly(account(3, 1));
    assertThat(second.next()).isEmpty();
  }
}
