package com.cloudaggregator.bootstrap.demo.panel;

import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.OwnedAccount;
import com.cloudaggregator.application.connect.CallbackCommand;
import com.cloudaggregator.application.connect.CallbackCommand.Response;
import com.cloudaggregator.application.connect.CompleteConnection;
import com.cloudaggregator.application.connect.ConnectOutcome;
import com.cloudaggregator.application.connect.StartCommand;
import com.cloudaggregator.application.connect.StartConnection;
import com.cloudaggregator.application.connect.StartOutcome;
import com.cloudaggregator.application.disconnect.DisconnectAccount;
import com.cloudaggregator.application.token.AccessTokenOutcome;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.VendAccessToken;
import com.cloudaggregator.application.transfer.TransferOutcome;
import com.cloudaggregator.application.transfer.TransferOwnership;
import com.cloudaggregator.bootstrap.demo.provider.ConsentActions;
import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import com.cloudaggregator.bootstrap.demo.user.DemoUser;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.ownership.TransferToken;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Performs the actions of the demo users by the program's own means: the use cases, the demo
 * providers' endpoints and, for expiry and withdrawal, the custody port.
 */
final class UserActions {
  private static final int TRIES = 3;

  private static final Duration LEASE = Duration.ofSeconds(15);

  private final StartConnection starts;
  private final CompleteConnection connections;
  private final TransferOwnership transfers;
  private final DisconnectAccount disconnections;
  private final VendAccessToken tokens;
  private final ListAccounts lists;
  private final CloudAccounts accounts;
  private final Custody custody;
  private final ConsentActions consents;
  private final Clock clock;

  /**
   * @param starts without a rate limit, since the demo data connects a long list within a second
   */
  UserActions(
      StartConnection starts,
      CompleteConnection connections,
      TransferOwnership transfers,
      DisconnectAccount disconnections,
      VendAccessToken tokens,
      ListAccounts lists,
      CloudAccounts accounts,
      Custody custody,
      ConsentActions consents,
      Clock clock) {
    this.starts = starts;
    this.connections = connections;
    this.transfers = transfers;
    this.disconnections = disconnections;
    this.tokens = tokens;
    this.lists = lists;
    this.accounts = accounts;
    this.custody = custody;
    this.consents = consents;
    this.clock = clock;
  }

  /** Starts a connection and gives consent. Returns the callback that the browser would make. */
  CallbackCommand consent(DemoUser user, Vendor vendor, String account) {
    var provider = new Provider(vendor.id());
    StartOutcome outcome =
        starts.start(
            new StartCommand(user.id(), provider, new StartCommand.RequestedMode.Connect()));
    if (!(outcome instanceof StartOutcome.Started started)) {
      throw new IllegalStateException("A demo provider could not be started: " + outcome);
    }
    ConsentActions.Consent yes = consents.allow(vendor, started.location(), account);
    return new CallbackCommand(
        provider,
        yes.state(),
        new Response.Code(yes.code()),
        issuer(started, vendor),
        started.binding(),
        user.id());
  }

  /**
   * The {@code iss} parameter (RFC 9207), which only Google's stand-in sends, like Google itself.
   */
  private static @Nullable String issuer(StartOutcome.Started started, Vendor vendor) {
    if (vendor != Vendor.GOOGLEDRIVE) {
      return null;
    }
    String address = started.location().toString();
    return address.substring(0, address.indexOf("/authorize"));
  }

  ConnectOutcome complete(CallbackCommand callback) {
    return connections.complete(callback);
  }

  /**
   * Connects an account. Repeats a failed attempt, since a call can time out on a machine that is
   * still starting.
   */
  CloudAccount connect(DemoUser user, Vendor vendor, String account) {
    ConnectOutcome outcome = complete(consent(user, vendor, account));
    for (int again = 1; again < TRIES && outcome instanceof ConnectOutcome.ConnectFailed; again++) {
      outcome = complete(consent(user, vendor, account));
    }
    return switch (outcome) {
      case ConnectOutcome.Connected connected -> connected.account();
      case ConnectOutcome.ConnectFailed(_, var reason, _) ->
          throw new IllegalStateException("A demo account could not be connected: " + reason);
      default ->
          throw new IllegalStateException(
              "A demo account could not be connected: " + outcome.getClass().getSimpleName());
    };
  }

  /**
   * Connects an account that another user owns, and accepts the offer. Returns false if the account
   * was not transferred.
   */
  boolean takeOver(DemoUser user, Vendor vendor, String account) {
    if (complete(consent(user, vendor, account)) instanceof ConnectOutcome.Conflict conflict) {
      TransferToken offer = conflict.offer();
      return transfers.transfer(offer, user.id()) instanceof TransferOutcome.Transferred;
    }
    return false;
  }

  void disconnect(AccountId account, UserId owner) {
    disconnections.disconnect(account, owner);
  }

  AccessTokenOutcome use(AccountId account, UserId owner) {
    return tokens.vend(account, owner);
  }

  List<CloudAccount> accountsOf(DemoUser user) {
    return lists.list(user.id(), null, ListAccounts.MAX_LIMIT).items().stream()
        .map(OwnedAccount::account)
        .toList();
  }

  Optional<CloudAccount> find(Vendor vendor, String account) {
    return accounts.find(ProviderAccountId.of(vendor.id(), account));
  }

  /** Marks the stored access token as expired, so that the next use must refresh it. */
  boolean expire(AccountId account, UserId owner) {
    return custody
        .read(account, owner)
        .filter(holding -> holding.credentials().isPresent())
        .flatMap(holding -> custody.lease(holding, LEASE))
        .filter(
            lease ->
                lease
                    .state()
                    .credentials()
                    .map(
                        held ->
                            custody.store(
                                lease,
                                new Credentials(
                                    held.accessToken(),
                                    held.refreshTokenOrNull(),
                                    clock.instant(),
                                    held.scopes())))
                    .filter(Custody.StoreResult.STORED::equals)
                    .isPresent())
        .isPresent();
  }

  /** Withdraws the consent at the provider, without a notification to this program. */
  boolean withdraw(AccountId account, UserId owner) {
    return custody
        .read(account, owner)
        .flatMap(
            holding ->
                Vendor.of(holding.account().providerAccount().provider().id())
                    .flatMap(
                        vendor ->
                            holding
                                .credentials()
                                .map(
                                    held -> {
                                      consents.withdraw(
                                          vendor, held.refreshToken().orElse(held.accessToken()));
                                      return true;
                                    })))
        .orElse(false);
  }
}
