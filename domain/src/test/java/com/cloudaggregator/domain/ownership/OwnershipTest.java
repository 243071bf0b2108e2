package com.cloudaggregator.domain.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Ownership.OwnedByAnother;
import com.cloudaggregator.domain.ownership.Ownership.Released;
import com.cloudaggregator.domain.ownership.Ownership.SameOwner;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The rule of a single owner. */
class OwnershipTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final AccountId ID = new AccountId(new UUID(1, 2));

  private static UserId alice() {
    return new UserId("alice");
  }

  private static UserId bob() {
    return new UserId("bob");
  }

  private static CloudAccount aliceDrive() {
    return drive(alice(), AccountStatus.CONNECTED);
  }

  private static CloudAccount drive(@Nullable UserId owner, AccountStatus status) {
    return new CloudAccount(
        ID,
        ProviderAccountId.of("onedrive", "62c0cfcdf8b5bc8c"),
        owner,
        new Epoch(4),
        status,
        status == AccountStatus.NEEDS_RECONNECT ? ReconnectReason.INVALID_GRANT : null,
        new AccountLabel("alice@outlook.com"),
        NOON);
  }

  @Test
  void recognizesTheClaimantsOwnAccount() {
    assertThat(Ownership.decide(aliceDrive(), alice())).isEqualTo(new SameOwner(aliceDrive()));
  }

  @Test
  void recognizesTheClaimantsOwnAccountThatNeedsReconnect() {
    CloudAccount broken = drive(alice(), AccountStatus.NEEDS_RECONNECT);

    assertThat(Ownership.decide(broken, alice())).isEqualTo(new SameOwner(broken));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "RELEASED")
  void recognizesAnotherOwnerInAnyStatus(AccountStatus status) {
    CloudAccount account = drive(alice(), status);

    assertThat(Ownership.decide(account, bob())).isEqualTo(new OwnedByAnother(account, alice()));
  }

  @ParameterizedTest
  @CsvSource({"Alice", "ALICE", "alice.", "0alice", "alice@outlook.com"})
  void userIdsAreComparedExactly(String claimant) {
    assertThat(Ownership.decide(aliceDrive(), new UserId(claimant)))
        .isEqualTo(new OwnedByAnother(aliceDrive(), alice()));
  }

  @Test
  void aReleasedAccountIsAdoptedAtTheNextEpoch() {
    CloudAccount released = drive(null, AccountStatus.RELEASED);

    assertThat(Ownership.decide(released, bob())).isEqualTo(new Released(released));
    assertThat(Ownership.decide(released, alice())).isEqualTo(new Released(released));
    assertThat(new Released(released).adoptedAt()).isEqualTo(new Epoch(5));
  }

  @Test
  void isReleasedIfAndOnlyIfItHasNoOwner() {
    assertThatIllegalArgumentException().isThrownBy(() -> drive(null, AccountStatus.CONNECTED));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> drive(null, AccountStatus.NEEDS_RECONNECT));
    assertThatIllegalArgumentException().isThrownBy(() -> drive(alice(), AccountStatus.RELEASED));
  }

  @Test
  void belongsOnlyToItsOwner() {
    assertThat(aliceDrive().owner()).contains(alice());
    assertThat(aliceDrive().isOwnedBy(alice())).isTrue();
    assertThat(aliceDrive().isOwnedBy(bob())).isFalse();
    assertThat(drive(null, AccountStatus.RELEASED).isOwnedBy(alice())).isFalse();
    assertThat(drive(null, AccountStatus.RELEASED).owner()).isEmpty();
  }

  @Test
  void refusesAnOfferToTheOwner() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new TransferGrant(
                    new TransferId(new UUID(0, 1)), alice(), ID, alice(), Epoch.FIRST, NOON));
  }

  @Test
  void aTransferTokenIsNotPrinted() {
    TransferToken token = new TransferToken("eyJ0eXAi.e30.c2ln");

    assertThat(token).hasToString("TransferToken[…]");
    assertThat(token.reveal()).isEqualTo("eyJ0eXAi.e30.c2ln");
  }

  @Test
  void aTransferIdPrintsItsValue() {
    assertThat(new TransferId(UUID.fromString("01900000-0000-7000-8000-000000000001")))
        .hasToString("01900000-0000-7000-8000-000000000001");
  }
}
