package com.cloudaggregator.bootstrap.demo.panel;

import com.cloudaggregator.application.connect.CallbackCommand;
import com.cloudaggregator.application.connect.ConnectOutcome;
import com.cloudaggregator.application.token.AccessTokenOutcome;
import com.cloudaggregator.bootstrap.demo.database.DatabaseFaults;
import com.cloudaggregator.bootstrap.demo.database.DatabaseFaults.DatabaseFault;
import com.cloudaggregator.bootstrap.demo.provider.FaultSwitch;
import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import com.cloudaggregator.bootstrap.demo.user.DemoUser;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The actions of the panel. Each one runs the real use cases with demo users and demo accounts. */
final class DemoActions {
  private static final String ANAS_ONEDRIVE = "a11a00000000a11a";

  /** Not connected at first; both Ana and Bruno can sign in to it at the provider. */
  private static final String BRUNOS_ONEDRIVE = "b22b00000000b22b";

  private static final long MEETING_SECONDS = 10;
  private static final Duration HELD = Duration.ofSeconds(10);
  private static final int MOST_MOVES = 10;

  private final UserActions users;
  private final Seed seed;
  private final FaultSwitch faults;
  private final DatabaseFaults database;

  DemoActions(UserActions users, Seed seed, FaultSwitch faults, DatabaseFaults database) {
    this.users = users;
    this.seed = seed;
    this.faults = faults;
    this.database = database;
  }

  /** Restores the initial state of the demo. */
  ActionResult reset() {
    faults.clear();
    database.repair();
    database.empty();
    seed.create();
    return ActionResult.of("demo.played.reset");
  }

  ActionResult expire(CloudAccount account, DemoUser owner) {
    return ActionResult.of(
        users.expire(account.id(), owner.id()) ? "demo.played.expired" : "demo.played.not_possible",
        label(account));
  }

  ActionResult withdraw(CloudAccount account, DemoUser owner) {
    return ActionResult.of(
        users.withdraw(account.id(), owner.id())
            ? "demo.played.withdrawn"
            : "demo.played.not_possible",
        label(account));
  }

  /** Withdraws the consent and then uses the account, ignoring the stored access token. */
  ActionResult withdrawAndUse(CloudAccount account, DemoUser owner) {
    users.expire(account.id(), owner.id());
    users.withdraw(account.id(), owner.id());
    return use(account, owner);
  }

  ActionResult use(CloudAccount account, DemoUser owner) {
    try (CapturedLines captured = new CapturedLines()) {
      String key =
          switch (users.use(account.id(), owner.id())) {
            case AccessTokenOutcome.Vended vended -> "demo.played.used";
            case AccessTokenOutcome.NeedsReconnect needs -> "demo.played.needs_reconnect";
            case AccessTokenOutcome.RateLimited limited -> "demo.played.rate_limited";
            case AccessTokenOutcome.ProviderUnavailable unavailable -> "demo.played.unavailable";
            case AccessTokenOutcome.AccountNotFound gone -> "demo.played.not_possible";
            case AccessTokenOutcome.OwnerChanged changed -> "demo.played.not_possible";
            case AccessTokenOutcome.AccountFrozen frozen -> "demo.played.not_possible";
            case AccessTokenOutcome.ProviderNotConfigured not -> "demo.played.not_possible";
          };
      return new ActionResult(
          key, List.of(label(account), owner.displayName()), captured.lines(), "/app");
    }
  }

  /** Connects an account that another user owns, during a database fault. */
  ActionResult connectDuring(DatabaseFault fault) {
    CloudAccount account = anasOneDrive();
    DemoUser other = account.isOwnedBy(DemoUser.BRUNO.id()) ? DemoUser.ANA : DemoUser.BRUNO;
    CallbackCommand callback = users.consent(other, Vendor.ONEDRIVE, ANAS_ONEDRIVE);
    try (CapturedLines captured = new CapturedLines()) {
      String outcome = outcome(database.during(fault, () -> users.complete(callback)));
      return new ActionResult(
          "demo.played.trouble",
          List.of(other.displayName(), outcome),
          captured.lines(),
          "/app?error=" + outcome + "&provider=onedrive");
    }
  }

  /** Lets all open offers expire. */
  ActionResult expireOffers() {
    database.expireOffers();
    return ActionResult.of("demo.played.offers_end");
  }

  /** Locks the offers, so that requests that read or use one time out. */
  ActionResult lockOffers() {
    database.lockOffers(HELD);
    return ActionResult.of("demo.played.offers_held", Long.toString(HELD.toSeconds()));
  }

  /**
   * Transfers Ana's OneDrive to a user who is neither its owner nor Bruno, who may be viewing an
   * offer.
   */
  ActionResult overtake() {
    DemoUser taker = another(anasOneDrive());
    try (CapturedLines captured = new CapturedLines()) {
      boolean moved = users.takeOver(taker, Vendor.ONEDRIVE, ANAS_ONEDRIVE);
      return new ActionResult(
          moved ? "demo.played.overtaken" : "demo.played.rests",
          List.of(taker.displayName()),
          captured.lines(),
          "");
    }
  }

  /** Disconnects Ana's OneDrive from its current owner. */
  ActionResult disconnect() {
    CloudAccount account = anasOneDrive();
    account.owner().ifPresent(owner -> users.disconnect(account.id(), owner));
    return ActionResult.of("demo.played.let_go", label(account));
  }

  /** Transfers Ana's OneDrive until the limit of transfers per day is reached. */
  ActionResult exhaustTransfers() {
    int moves = 0;
    while (moves < MOST_MOVES
        && users.takeOver(another(anasOneDrive()), Vendor.ONEDRIVE, ANAS_ONEDRIVE)) {
      moves++;
    }
    return ActionResult.of("demo.played.worn_out", Integer.toString(moves));
  }

  private CloudAccount anasOneDrive() {
    return users
        .find(Vendor.ONEDRIVE, ANAS_ONEDRIVE)
        .filter(found -> found.owner().isPresent())
        .orElseGet(() -> users.connect(DemoUser.ANA, Vendor.ONEDRIVE, ANAS_ONEDRIVE));
  }

  private static DemoUser another(CloudAccount account) {
    return account.isOwnedBy(DemoUser.CARLA.id()) ? DemoUser.ANA : DemoUser.CARLA;
  }

  /** Two users return from the provider with codes for the same account at the same time. */
  ActionResult race() {
    users
        .find(Vendor.ONEDRIVE, BRUNOS_ONEDRIVE)
        .ifPresent(
            account -> account.owner().ifPresent(owner -> users.disconnect(account.id(), owner)));
    CallbackCommand anas = users.consent(DemoUser.ANA, Vendor.ONEDRIVE, BRUNOS_ONEDRIVE);
    CallbackCommand brunos = users.consent(DemoUser.BRUNO, Vendor.ONEDRIVE, BRUNOS_ONEDRIVE);
    var line = new CyclicBarrier(2);
    Executor own = task -> Thread.ofPlatform().start(task);
    try (CapturedLines captured = new CapturedLines()) {
      CompletableFuture<ConnectOutcome> ana =
          CompletableFuture.supplyAsync(() -> run(line, anas), own);
      CompletableFuture<ConnectOutcome> bruno =
          CompletableFuture.supplyAsync(() -> run(line, brunos), own);
      String first = outcome(ana.join());
      String second = outcome(bruno.join());
      UserId owner =
          users.find(Vendor.ONEDRIVE, BRUNOS_ONEDRIVE).flatMap(CloudAccount::owner).orElseThrow();
      return new ActionResult(
          "demo.played.race",
          List.of(first, second, owner.equals(DemoUser.ANA.id()) ? "Ana" : "Bruno"),
          captured.lines(),
          "/app");
    }
  }

  private ConnectOutcome run(CyclicBarrier line, CallbackCommand callback) {
    try {
      line.await(MEETING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (BrokenBarrierException | TimeoutException alone) {
      throw new IllegalStateException("The other callback did not start", alone);
    }
    return users.complete(callback);
  }

  /** The outcome as the callback's redirect names it. */
  private static String outcome(ConnectOutcome outcome) {
    return switch (outcome) {
      case ConnectOutcome.Connected connected -> "success";
      case ConnectOutcome.Conflict conflict -> "ownership_conflict";
      case ConnectOutcome.OtherAccountChosen other -> "account_mismatch";
      case ConnectOutcome.ConnectFailed(_, var reason, _) -> reason.name().toLowerCase(Locale.ROOT);
    };
  }

  private static String label(CloudAccount account) {
    return account.label().value();
  }
}
