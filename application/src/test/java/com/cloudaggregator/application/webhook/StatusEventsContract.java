package com.cloudaggregator.application.webhook;

import static com.cloudaggregator.application.testing.Samples.claim;
import static com.cloudaggregator.application.testing.Samples.claimWithoutRefreshToken;
import static com.cloudaggregator.application.testing.Samples.credentialsOf;
import static com.cloudaggregator.application.testing.Samples.newDrive;
import static com.cloudaggregator.application.testing.Samples.newUser;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.testing.OwnershipStore;
import com.cloudaggregator.application.testing.OwnershipStore.HostEvent;
import com.cloudaggregator.application.token.Custody.CredentialState;
import com.cloudaggregator.application.token.Custody.Lease;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Ownership;
import com.cloudaggregator.domain.ownership.TransferGrant;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A host product that follows the events alone knows the owner and the status of every account: the
 * events come with the changes, each exactly once and in their order.
 */
public abstract class StatusEventsContract {
  private static final int STEPS = 10_000;
  private static final int DRIVES = 200;
  private static final TransferLimits NO_LIMITS = new TransferLimits(Duration.ZERO, STEPS);
  private static final Duration HOUR = Duration.ofHours(1);

  /** The store under test; it may contain rows of other tests. */
  protected abstract OwnershipStore store();

  /**
   * What the host knows.
   *
   * @param owner null after a release
   * @param reason only with {@link AccountStatus#NEEDS_RECONNECT}
   */
  private record Known(
      AccountStatus status, @Nullable UserId owner, long epoch, @Nullable ReconnectReason reason) {

    static Known of(CloudAccount account) {
      return new Known(
          account.status(), account.ownerOrNull(), account.epoch().value(), account.reason());
    }

    /** After the next event, which has to be one that can follow. */
    static Known after(@Nullable Known before, HostEvent event) {
      long epoch = event.epoch().value();
      switch (event.type()) {
        case HostEvent.NEEDS_RECONNECT -> {
          assertThat(before)
              .isEqualTo(new Known(AccountStatus.CONNECTED, event.user(), epoch, null));
          assertThat(event.reason()).isNotNull();
          return new Known(AccountStatus.NEEDS_RECONNECT, event.user(), epoch, event.reason());
        }
        case HostEvent.RECONNECTED -> {
          Known lost = Objects.requireNonNull(before);
          assertThat(lost.status()).isEqualTo(AccountStatus.NEEDS_RECONNECT);
          assertThat(lost.epoch()).isEqualTo(epoch);
          assertThat(lost.owner()).isEqualTo(event.user());
          return new Known(AccountStatus.CONNECTED, event.user(), epoch, null);
        }
        default -> {
          assertThat(epoch).isEqualTo(before == null ? 1 : before.epoch() + 1);
          return event.type().equals("account.released")
              ? new Known(AccountStatus.RELEASED, null, epoch, null)
              : new Known(AccountStatus.CONNECTED, event.user(), epoch, null);
        }
      }
    }
  }

  @Test
  void theEventsLeadToTheStatusOfTheTableAfterEachOfManyRandomSteps() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<ProviderAccountId> drives = Stream.generate(() -> newDrive()).limit(DRIVES).toList();
    List<UserId> users = Stream.generate(() -> newUser()).limit(4).toList();
    // Nobody else changes these accounts.
    Map<ProviderAccountId, Optional<CloudAccount>> accounts = new HashMap<>();
    for (int step = 0; step < STEPS; step++) {
      ProviderAccountId drive = drives.get(random.nextInt(DRIVES));
      Optional<CloudAccount> before = accounts.getOrDefault(drive, Optional.empty());
      step(drive, before, users.get(random.nextInt(users.size())), random);
      Optional<CloudAccount> account = store().accounts().find(drive);
      accounts.put(drive, account);
      Known known = null;
      if (account.isPresent()) {
        for (HostEvent event : store().events(account.get().id())) {
          known = Known.after(known, event);
        }
      }
      assertThat(known)
          .as("step %d of seed %d", step, seed)
          .isEqualTo(account.map(Known::of).orElse(null));
    }
  }

  private void step(
      ProviderAccountId drive, Optional<CloudAccount> account, UserId user, Random random) {
    if (account.isEmpty()) {
      store().accounts().claim(claim(drive, user));
      return;
    }
    switch (random.nextInt(6)) {
      case 0, 1 -> connect(account.get(), user, random);
      case 2 -> account.get().owner().ifPresent(owner -> fail(account.get(), owner, random));
      case 3 -> account.get().owner().ifPresent(owner -> refresh(account.get(), owner));
      case 4 -> account.get().owner().ifPresent(owner -> reconnect(drive, owner, random));
      default -> {
        if (random.nextInt(3) == 0) {
          store().accounts().release(account.get().id(), account.get().owner().orElse(user));
        }
      }
    }
  }

  /** A user proves control: again, after a release, or of another user's account. */
  private void connect(CloudAccount account, UserId user, Random random) {
    NewClaim claim = claim(account.providerAccount(), user);
    store().accounts().claim(claim);
    switch (Ownership.decide(account, user)) {
      case Ownership.SameOwner _ -> reconnect(account.providerAccount(), user, random);
      case Ownership.Released released ->
          store().accounts().adopt(claim, released.account().epoch());
      case Ownership.OwnedByAnother another -> {
        if (store().requests().offer(claim, another, HOUR, STEPS)
            instanceof OfferResult.Offered(TransferGrant grant)) {
          store().requests().transfer(grant.id(), user, NO_LIMITS);
          // Accepted twice: the second time changes nothing.
          store().requests().transfer(grant.id(), user, NO_LIMITS);
        }
      }
    }
  }

  private void reconnect(ProviderAccountId drive, UserId owner, Random random) {
    boolean brings = random.nextBoolean();
    store()
        .accounts()
        .renew(
            brings ? claim(drive, owner) : claimWithoutRefreshToken(drive, owner),
            random.nextBoolean());
  }

  private Optional<Lease> lease(CloudAccount account, UserId owner) {
    CredentialState state = store().keeping().read(account.id(), owner).orElseThrow();
    return store().keeping().lease(state, HOUR);
  }

  private void fail(CloudAccount account, UserId owner, Random random) {
    ReconnectReason[] reasons = ReconnectReason.values();
    lease(account, owner)
        .ifPresent(
            lease -> {
              ReconnectReason reason = reasons[random.nextInt(reasons.length)];
              store().keeping().markNeedsReconnect(lease, reason);
              store().keeping().markNeedsReconnect(lease, reason);
            });
  }

  private void refresh(CloudAccount account, UserId owner) {
    lease(account, owner).ifPresent(lease -> store().keeping().store(lease, credentialsOf(owner)));
  }
}
