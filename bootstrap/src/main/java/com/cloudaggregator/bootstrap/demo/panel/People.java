package com.cloudaggregator.bootstrap.demo.panel;

import com.cloudaggregator.application.account.AccessTokenOutcome;
import com.cloudaggregator.application.account.DisconnectAccount;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.VendAccessToken;
import com.cloudaggregator.application.connect.CallbackCommand;
import com.cloudaggregator.application.connect.CallbackCommand.Response;
import com.cloudaggregator.application.connect.CompleteConnection;
import com.cloudaggregator.application.connect.ConnectOutcome;
import com.cloudaggregator.application.connect.StartCommand;
import com.cloudaggregator.application.connect.StartConnection;
import com.cloudaggregator.application.connect.StartOutcome;
import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.application.port.Custody;
import com.cloudaggregator.application.transfer.TransferOutcome;
import com.cloudaggregator.application.transfer.TransferOwnership;
import com.cloudaggregator.bootstrap.demo.provider.ConsentDesk;
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
 * What the demo's users do, through the doors that everybody uses: the use cases, the demo providers over HTTP, and for
 * the credentials in custody the port that keeps them.
 */
final class People {
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
  private final ConsentDesk desk;
  private final Clock clock;

  /** @param starts without a limit for each user: a long list is connected within a second */
  People(
      StartConnection starts,
      CompleteConnection connections,
      TransferOwnership transfers,
      DisconnectAccount disconnections,
      VendAccessToken tokens,
      ListAccounts lists,
      CloudAccounts accounts,
      Custody custody,
      ConsentDesk desk,
      Clock clock) {
    this.starts = starts;
    this.connections = connections;
    this.transfers = transfers;
    this.disconnections = disconnections;
    this.tokens = tokens;
    this.lists = lists;
    this.accounts = accounts;
    this.custody = custody;
    this.desk = desk;
    this.clock = clock;
  }

  /** Up to the moment when the browser is on its way back with the code. */
  CallbackCommand consent(DemoUser user, Vendor vendor, String account) {
    var provider = new Provider(vendor.id());
    StartOutcome outcome =
        starts.start(new StartCommand(user.id(), provider, new StartCommand.Wish.Connect()));
    if (!(outcome instanceof StartOutcome.Started started)) {
      throw new IllegalStateException("A demo provider could not be started: " + outcome);
    }
    ConsentDesk.Yes yes = desk.allow(vendor, started.location(), account);
    return new CallbackCommand(
        provider, yes.state(), new Response.Code(yes.code()), issuer(started, vendor), started.binding(), user.id());
  }

  /** Google's stand-in names itself in its answer (RFC 9207), as Google does. */
  private static @Nullable String issuer(StartOutcome.Started started, Vendor vendor) {
    if (vendor != Vendor.GOOGLEDRIVE) {
      return null;
    }
    String address = started.location().toString();
    return address.substring(0, address.indexOf("/authorize"));
  }

  ConnectOutcome comeBack(CallbackCommand callback) {
    return connections.complete(callback);
  }

  /** A machine that is busy starting may run into a time limit; a person would try again. */
  CloudAccount connect(DemoUser user, Vendor vendor, String account) {
    ConnectOutcome outcome = comeBack(consent(user, vendor, account));
    for (int again = 1; again < TRIES && outcome instanceof ConnectOutcome.Refused; again++) {
      outcome = comeBack(consent(user, vendor, account));
    }
    return switch (outcome) {
      case ConnectOutcome.Connected connected -> connected.account();
      case ConnectOutcome.Refused(_, var reason) ->
          throw new IllegalStateException("A demo account could not be connected: " + reason);
      default -> throw new IllegalStateException(
          "A demo account could not be connected: " + outcome.getClass().getSimpleName());
    };
  }

  /** Connects what someone else owns, and takes the offer. False when the account has not moved. */
  boolean takeOver(DemoUser user, Vendor vendor, String account) {
    if (comeBack(consent(user, vendor, account)) instanceof ConnectOutcome.Conflict conflict) {
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
    return lists.list(user.id(), null, ListAccounts.MAX_LIMIT).accounts();
  }

  Optional<CloudAccount> find(Vendor vendor, String account) {
    return accounts.find(ProviderAccountId.of(vendor.id(), account));
  }

  /** The access token that is held counts as expired from now on, so that the next use has to refresh. */
  boolean expire(AccountId account, UserId owner) {
    return custody.read(account, owner)
        .filter(holding -> holding.credentials().isPresent())
        .flatMap(holding -> custody.lease(holding, LEASE))
        .filter(lease -> lease.of().credentials()
            .map(held -> custody.store(lease, new Credentials(
                held.accessToken(), held.refreshTokenOrNull(), clock.instant(), held.scopes())))
            .filter(Custody.StoreResult.STORED::equals)
            .isPresent())
        .isPresent();
  }

  /** As its holder would at the provider: the grant is over, and nobody tells us. */
  boolean withdraw(AccountId account, UserId owner) {
    return custody.read(account, owner)
        .flatMap(holding -> Vendor.of(holding.account().providerAccount().provider().id())
            .flatMap(vendor -> holding.credentials().map(held -> {
              desk.withdraw(vendor, held.refreshToken().orElse(held.accessToken()));
              return true;
            })))
        .orElse(false);
  }
}
