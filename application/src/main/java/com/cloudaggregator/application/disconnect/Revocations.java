package com.cloudaggregator.application.disconnect;

import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.token.Custody;
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
 * Grants of former owners that have to be revoked. {@link CloudAccounts#release} writes a request
 * in its own transaction, with one token of the former owner, sealed for this request alone. The
 * token is destroyed once the state is final. Each call is one transaction; times are measured by
 * the database clock.
 *
 * <p>Every method may throw {@link com.cloudaggregator.application.StoreException}; it has changed
 * nothing then.
 */
public interface Revocations {

  /**
   * Claims the request that has been due longest. Until the lease expires, no other caller gets it;
   * afterwards, the calls of this claim have no effect.
   *
   * @param except providers to skip
   */
  Optional<ClaimedRevocation> claim(Duration lease, Set<Provider> except);

  /**
   * A claimed request.
   *
   * @param provider the client that obtained the grant
   * @param token null if it cannot be opened any longer
   * @param attempt from 1; also distinguishes this claim from a later one
   */
  record ClaimedRevocation(
      UUID id, Provider provider, TokenKind kind, @Nullable Secret token, int attempt) {}

  /**
   * Kind of a token (<a href="https://www.rfc-editor.org/rfc/rfc7009#section-2.1">RFC 7009, section
   * 2.1</a>). A refresh token is kept if there was one.
   */
  enum TokenKind {
    ACCESS_TOKEN,
    REFRESH_TOKEN
  }

  /**
   * Checks, right before the provider is called, whether the account is still as the release left
   * it. Waits for a transaction that is connecting the account. If the epoch has changed, the
   * request is settled as {@link RevocationState#DROPPED}.
   */
  ClaimCheck check(ClaimedRevocation due);

  /** Results of {@link #check}. */
  enum ClaimCheck {
    STILL_RELEASED,
    CONNECTED_AGAIN,
    /** The lease has expired, or another caller has settled the request. */
    CLAIM_LOST
  }

  /**
   * Called after the provider was called, or may have been. At some providers the revocation also
   * ends the grant of a user who has connected the account since. Their access token therefore
   * counts as expired, so that it is refreshed before it is vended. This also applies to the result
   * of a refresh that is running at that moment ({@link Custody#store}) and to a user who connects
   * the account just afterwards ({@link CloudAccounts#adopt}). A lost claim does not matter, since
   * the call has been made.
   *
   * @return the owner whose credentials have to be checked; empty if nobody has connected the
   *     account or there is no refresh token
   */
  Optional<Successor> expireSuccessorToken(ClaimedRevocation due);

  /** The current owner of the account. */
  record Successor(AccountId account, UserId owner, Epoch epoch) {}

  /** Ends the request with a final state, unless the claim is lost. */
  void settle(ClaimedRevocation due, RevocationState state);

  /** Makes the request due again after this time, unless the claim is lost. */
  void postpone(ClaimedRevocation due, Duration delay);

  /** The accounts that this user disconnected, newest first. */
  List<DisconnectedAccount> listByFormerOwner(UserId formerOwner, int limit);

  /** How long the oldest due request has been due; zero if no request is due. */
  Duration longestWait();
}
