package com.cloudaggregator.application.account;

import com.cloudaggregator.application.account.AccessTokenOutcome.NeedsReconnect;
import com.cloudaggregator.application.account.AccessTokenOutcome.NotConfigured;
import com.cloudaggregator.application.account.AccessTokenOutcome.NotFound;
import com.cloudaggregator.application.account.AccessTokenOutcome.OwnerChanged;
import com.cloudaggregator.application.account.AccessTokenOutcome.RateLimited;
import com.cloudaggregator.application.account.AccessTokenOutcome.Unavailable;
import com.cloudaggregator.application.account.AccessTokenOutcome.Vended;
import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.application.port.Custody;
import com.cloudaggregator.application.port.Custody.Holding;
import com.cloudaggregator.application.port.Custody.Lease;
import com.cloudaggregator.application.port.Pauses;
import com.cloudaggregator.application.port.Providers;
import com.cloudaggregator.application.port.Providers.RefreshRequest;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.event.AccountEvent.CredentialsRefreshed;
import com.cloudaggregator.domain.event.AccountEvent.LateRefreshDropped;
import com.cloudaggregator.domain.event.AccountEvent.ReconnectNeeded;
import com.cloudaggregator.domain.event.AccountEvent.RefreshPostponed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Gives out access tokens that still work for a while, and sees to it that the provider is asked once for each expiry,
 * however many callers there are: on one node they share one flight, among the nodes the lease of {@link Custody}
 * decides. Nothing outlives a request: each is answered by a read of the committed row that began after it was made, so
 * an old owner or epoch is refused at once on every node; who asks at the same time shares that read. What the provider
 * gives is stored before anybody gets it. A flight has a thread of its own, so nobody waits longer than he wants to,
 * and what the provider gives is stored when nobody waits any more.
 */
public final class AccessTokens {
  /** A token that lives shorter is of no use to anyone who still has to send it. */
  private static final Duration STILL_USABLE = Duration.ofSeconds(5);

  /** With less time left no call to a provider is begun. */
  private static final Duration LEAST_CALL = Duration.ofSeconds(2);

  /** Kept back from the provider's time, to store what it gives. */
  private static final Duration TO_STORE = Duration.ofMillis(500);

  /** How often another node's refresh is looked after. */
  private static final Duration POLL = Duration.ofMillis(100);

  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
  private static final int DOUBLINGS = 6;

  /** Our own configuration is not mended within seconds. */
  private static final Duration CLIENT_REFUSED_DELAY = Duration.ofMinutes(1);

  /** How often an owner who did not name an epoch is followed to the next one. */
  private static final int EPOCHS = 3;

  /** What one call of the store takes at the most. */
  private static final Duration LONGEST_READ = Duration.ofSeconds(3);

  private final Custody custody;
  private final Providers providers;
  private final AccountEvents events;
  private final Pauses pauses;
  private final Clock clock;
  private final Terms terms;
  private final Executor threads;
  private final SharedReads<Owned, Optional<Holding>> reads;
  private final ConcurrentMap<Flight, CompletableFuture<AccessTokenOutcome>> flights = new ConcurrentHashMap<>();

  /** @param threads one for each task that is given to it; what it has begun it brings to an end */
  public AccessTokens(
      Custody custody,
      Providers providers,
      AccountEvents events,
      Pauses pauses,
      Clock clock,
      Terms terms,
      Executor threads) {
    this.custody = custody;
    this.providers = providers;
    this.events = events;
    this.pauses = pauses;
    this.clock = clock;
    this.terms = terms;
    this.threads = threads;
    this.reads = new SharedReads<>(wish -> custody.read(wish.account(), wish.owner()), threads);
  }

  /**
   * @param minValidity how long a token lives at least that is given out without asking the provider
   * @param patience how long one request waits, and one flight goes on, but for its last call of the store
   * @param lease longer than the patience, so that who lives finishes
   */
  public record Terms(Duration minValidity, Duration patience, Duration lease) {
    public Terms {
      if (lease.compareTo(patience) <= 0) {
        throw new IllegalArgumentException("A lease that ends during a call would let two ask the provider");
      }
    }

    /** Everybody is answered within seven seconds. */
    public static Terms of(Duration minValidity) {
      return new Terms(minValidity, Duration.ofSeconds(6), Duration.ofSeconds(15));
    }
  }

  /** What is read. */
  private record Owned(AccountId account, UserId owner) {}

  /** What callers of one node share. */
  private record Flight(AccountId account, Epoch epoch, long version, @Nullable Secret unwanted) {}

  /**
   * @param expected the epoch that the caller goes by; null when he takes the present one
   */
  AccessTokenOutcome obtain(AccountId id, UserId owner, @Nullable Epoch expected) {
    return obtain(id, owner, expected, Duration.ZERO);
  }

  /**
   * @param reserve what the caller needs for himself of the time in which everybody is answered
   */
  AccessTokenOutcome obtain(AccountId id, UserId owner, @Nullable Epoch expected, Duration reserve) {
    return obtain(id, owner, expected, null, clock.instant().plus(terms.patience()).minus(reserve));
  }

  /**
   * The same for a caller who has until then, and to whom a token is of no use that he knows already.
   *
   * @param unwanted not to be given again, though it should still be good; null when any will do
   */
  AccessTokenOutcome obtain(
      AccountId id, UserId owner, @Nullable Epoch expected, @Nullable Secret unwanted, Instant deadline) {
    try {
      for (int epochs = 0; epochs < EPOCHS; epochs++) {
        if (epochs > 0 && left(deadline).compareTo(LONGEST_READ) < 0) {
          return new Unavailable(FIRST_DELAY);
        }
        Holding seen = reads.read(new Owned(id, owner), left(deadline)).orElse(null);
        if (seen == null) {
          return expected != null && custody.wasOwner(id, owner, expected) ? new OwnerChanged() : new NotFound();
        }
        if (expected != null && !expected.equals(seen.account().epoch())) {
          return new OwnerChanged();
        }
        Optional<AccessTokenOutcome> known = withoutRefresh(seen, unwanted);
        AccessTokenOutcome outcome = known.isPresent() ? known.get() : join(seen, owner, unwanted, deadline);
        if (expected != null || !(outcome instanceof OwnerChanged)) {
          return outcome;
        }
      }
      return new OwnerChanged();
    } catch (TimeoutException e) {
      return new Unavailable(FIRST_DELAY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unavailable(FIRST_DELAY);
    }
  }

  /** Refreshes what is stored, however long it still lives; for nobody who waits. */
  AccessTokenOutcome renew(AccountId id, UserId owner, Epoch expected) {
    Secret stored = custody.read(id, owner).flatMap(Holding::credentials).map(Credentials::accessToken).orElse(null);
    return obtain(id, owner, expected, stored, clock.instant().plus(terms.patience()));
  }

  /** What can be answered from the row alone; absent when the provider has to be asked. */
  private Optional<AccessTokenOutcome> withoutRefresh(Holding seen, @Nullable Secret unwanted) {
    CloudAccount account = seen.account();
    ReconnectReason reason = account.reason();
    if (account.status() == AccountStatus.NEEDS_RECONNECT && reason != null) {
      return Optional.of(new NeedsReconnect(reason));
    }
    return seen.credentials()
        .filter(held -> !held.accessToken().equals(unwanted))
        .filter(held -> livesFor(held, held.refreshToken().isPresent() ? terms.minValidity() : STILL_USABLE))
        .map(held -> vended(held, account));
  }

  private boolean livesFor(Credentials held, Duration time) {
    Instant expiry = held.accessTokenExpiresAt();
    return expiry == null || clock.instant().plus(time).isBefore(expiry);
  }

  private static AccessTokenOutcome vended(Credentials held, CloudAccount account) {
    return new Vended(held.accessToken(), held.accessTokenExpiresAt(), account.epoch());
  }

  /** One flight of this node refreshes; all its callers get what it brings, if it comes in their time. */
  private AccessTokenOutcome join(Holding seen, UserId owner, @Nullable Secret unwanted, Instant deadline)
      throws InterruptedException, TimeoutException {
    Flight flight = new Flight(seen.account().id(), seen.account().epoch(), seen.version(), unwanted);
    CompletableFuture<AccessTokenOutcome> mine = new CompletableFuture<>();
    CompletableFuture<AccessTokenOutcome> others = flights.putIfAbsent(flight, mine);
    if (others == null) {
      mine.completeAsync(() -> fly(flight, mine, seen, owner), threads);
    }
    return SharedReads.together(others == null ? mine : others, left(deadline));
  }

  private AccessTokenOutcome fly(
      Flight flight, CompletableFuture<AccessTokenOutcome> mine, Holding seen, UserId owner) {
    try {
      return refresh(seen, owner, flight.unwanted(), clock.instant().plus(terms.patience()));
    } finally {
      flights.remove(flight, mine);
    }
  }

  private Duration left(Instant deadline) {
    return Duration.between(clock.instant(), deadline);
  }

  /** Refreshes, or waits for whoever does, until there is an answer for this owner and epoch or the time is over. */
  private AccessTokenOutcome refresh(
      Holding first, UserId owner, @Nullable Secret unwanted, Instant deadline) {
    CloudAccount account = first.account();
    Holding seen = first;
    while (true) {
      Optional<AccessTokenOutcome> answer = withoutRefresh(seen, unwanted);
      if (answer.isEmpty() && seen.postponedFor().isPositive()) {
        answer = old(seen, unwanted);
      }
      if (answer.isPresent()) {
        return answer.get();
      }
      if (mayNotAsk(seen)) {
        return old(seen, unwanted).orElseGet(NotConfigured::new);
      }
      Duration wait = longer(seen.postponedFor(), seen.leasedFor().isZero() ? Duration.ZERO : POLL);
      if (wait.plus(LEAST_CALL).compareTo(left(deadline)) > 0 || Thread.currentThread().isInterrupted()) {
        return old(seen, unwanted).orElse(trouble(seen));
      }
      if (wait.isPositive()) {
        pauses.pause(wait);
      } else {
        Optional<AccessTokenOutcome> done =
            custody.lease(seen, terms.lease()).flatMap(lease -> attempt(lease, owner, deadline));
        if (done.isPresent()) {
          return done.get();
        }
      }
      Holding now = custody.read(account.id(), owner).orElse(null);
      if (now == null || !now.account().epoch().equals(account.epoch())) {
        return new OwnerChanged();
      }
      seen = now;
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Whether only the provider could help, and this installation has no client there. */
  private boolean mayNotAsk(Holding seen) {
    return seen.credentials().filter(held -> held.refreshToken().isPresent()).isPresent()
        && providers.find(seen.account().providerAccount().provider())
            .filter(ProviderProfile::configured)
            .isEmpty();
  }

  /** The stored token, near its end but still good: better than nothing while the provider cannot be asked. */
  private Optional<AccessTokenOutcome> old(Holding seen, @Nullable Secret unwanted) {
    return seen.credentials()
        .filter(held -> !held.accessToken().equals(unwanted))
        .filter(held -> livesFor(held, STILL_USABLE))
        .map(held -> vended(held, seen.account()));
  }

  private static AccessTokenOutcome trouble(Holding seen) {
    Duration wait = longer(seen.postponedFor(), FIRST_DELAY);
    return seen.trouble() == RefreshTrouble.RATE_LIMITED ? new RateLimited(wait) : new Unavailable(wait);
  }

  /** One try under a lease; absent when the row tells the rest. */
  private Optional<AccessTokenOutcome> attempt(Lease lease, UserId owner, Instant deadline) {
    CloudAccount account = lease.of().account();
    Credentials held = lease.of().credentialsOrNull();
    if (held == null) {
      return needsReconnect(lease, owner, ReconnectReason.CREDENTIALS_UNREADABLE);
    }
    Secret refreshToken = held.refreshTokenOrNull();
    if (refreshToken == null) {
      return needsReconnect(lease, owner, ReconnectReason.ACCESS_EXPIRED);
    }
    RefreshVerdict verdict = providers.refresh(new RefreshRequest(
        account.providerAccount().provider(),
        refreshToken,
        held.scopes(),
        lease.unknownForOrNull(),
        left(deadline).minus(TO_STORE)));
    return switch (verdict) {
      case RefreshVerdict.Refreshed(var fresh) -> store(lease, fresh);
      case RefreshVerdict.Terminal(var reason) -> needsReconnect(lease, owner, reason);
      case RefreshVerdict.Transient(var trouble, var retryAfter, var mayHaveHappened) -> {
        Duration own = FIRST_DELAY.multipliedBy(1L << Math.min(lease.of().failures(), DOUBLINGS));
        Duration backoff = own.compareTo(LONGEST_DELAY) < 0 ? own : LONGEST_DELAY;
        postpone(lease, trouble, retryAfter == null ? backoff : longer(retryAfter, backoff), mayHaveHappened);
        yield Optional.empty();
      }
      case RefreshVerdict.ClientRefused() -> {
        postpone(lease, RefreshTrouble.CLIENT_REFUSED, CLIENT_REFUSED_DELAY, false);
        yield Optional.empty();
      }
    };
  }

  private Optional<AccessTokenOutcome> store(Lease lease, Credentials fresh) {
    CloudAccount account = lease.of().account();
    return switch (custody.store(lease, fresh)) {
      case STORED -> {
        events.publish(new CredentialsRefreshed(account.providerAccount(), account.id(), account.epoch()));
        yield Optional.of(vended(fresh, account));
      }
      case DOUBTED -> {
        events.publish(new CredentialsRefreshed(account.providerAccount(), account.id(), account.epoch()));
        yield Optional.empty();
      }
      case SUPERSEDED -> {
        events.publish(new LateRefreshDropped(account.providerAccount(), account.id(), account.epoch()));
        yield Optional.empty();
      }
    };
  }

  private Optional<AccessTokenOutcome> needsReconnect(Lease lease, UserId owner, ReconnectReason reason) {
    CloudAccount account = lease.of().account();
    return switch (custody.needsReconnect(lease, reason)) {
      case STORED -> {
        events.publish(
            new ReconnectNeeded(account.providerAccount(), account.id(), owner, account.epoch(), reason));
        yield Optional.of(new NeedsReconnect(reason));
      }
      case DOUBTED, SUPERSEDED -> Optional.empty();
    };
  }

  private void postpone(Lease lease, RefreshTrouble trouble, Duration time, boolean mayHaveHappened) {
    CloudAccount account = lease.of().account();
    custody.postpone(lease, trouble, time, mayHaveHappened);
    events.publish(new RefreshPostponed(account.providerAccount(), account.id(), account.epoch(), trouble));
  }
}
