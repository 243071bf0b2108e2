package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.DisconnectedAccount;
import com.cloudaggregator.domain.ownership.RevocationState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The grants of former owners that are to be revoked. A request is written by {@link CloudAccounts#release} in its
 * transaction, with one token of the former owner, sealed for this request alone; the token is destroyed as soon as the
 * state is final. Each call is one transaction; times are the database's.
 *
 * <p>Every call may throw {@link com.cloudaggregator.application.StorageException}; then it has changed nothing.
 */
public interface Revocations {

  /**
   * Hands the request that has been due longest to one caller, who has it to himself until the lease is over; then
   * others may take it, and his later calls for it change nothing.
   *
   * @param notOf providers that are passed over
   */
  Optional<Due> claim(Duration lease, Set<Provider> notOf);

  /**
   * A claimed request.
   *
   * @param token null when it does not open any more
   * @param attempt from 1; it also tells this claim from a later one
   */
  record Due(UUID id, Provider provider, TokenKind kind, @Nullable Secret token, int attempt) {}

  /** What the token is (RFC 7009, section 2.1). A refresh token is kept wherever there was one. */
  enum TokenKind {
    ACCESS_TOKEN,
    REFRESH_TOKEN
  }

  /**
   * Asked right before the provider is called: whether the account is still as the release left it. Whoever is just
   * connecting it is waited for. Where its epoch has moved on, the request is settled as {@link RevocationState#DROPPED}.
   */
  Standing check(Due due);

  /** The answers to {@link #check}. */
  enum Standing {
    STANDS,
    OVERTAKEN,
    /** The lease is over, or another caller has settled it. */
    LOST
  }

  /**
   * Said once the provider has been called, or may have been: whoever has connected the account since may have lost his
   * grant by it, where both were one. His access token counts as expired from now on, so that the provider is asked
   * before it is given to anybody; that holds too of what a refresh brings that is under way just then ({@link
   * Custody#store}). It needs no claim: what has happened has happened. Who connects the account just
   * afterwards is treated alike by {@link CloudAccounts#adopt}.
   *
   * @return who is to be looked after; empty when nobody has connected it, or nothing of his can be refreshed
   */
  Optional<Successor> doubt(Due due);

  /** Who has the account now. */
  record Successor(AccountId account, UserId owner, Epoch epoch) {}

  /** Ends it with a final state, unless the claim is lost. */
  void settle(Due due, RevocationState state);

  /** Lets it be due again after this time, unless the claim is lost. */
  void postpone(Due due, Duration pause);

  /** What this user let go, newest first. */
  List<DisconnectedAccount> of(UserId formerOwner, int limit);

  /** How long the request has been due that has been due longest; zero when none is. */
  Duration longestWait();
}
