package com.cloudaggregator.bootstrap.demo.panel;

import com.cloudaggregator.application.account.AccessTokenOutcome;
import com.cloudaggregator.application.connect.CallbackCommand;
import com.cloudaggregator.application.connect.ConnectOutcome;
import com.cloudaggregator.bootstrap.demo.database.DatabaseFaults;
import com.cloudaggregator.bootstrap.demo.database.DatabaseFaults.Trouble;
import com.cloudaggregator.bootstrap.demo.provider.FaultSwitch;
import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import com.cloudaggregator.bootstrap.demo.user.DemoUser;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the panel plays: each is done for real, by made-up users on made-up accounts, and told as it came out. */
final class Scenes {
  private static final String ANAS_ONEDRIVE = "a11a00000000a11a";

  /** Nobody's at first, and both can sign in to it. */
  private static final String BRUNOS_ONEDRIVE = "b22b00000000b22b";

  private static final long MEETING_SECONDS = 10;
  private static final Duration HELD = Duration.ofSeconds(10);
  private static final int MOST_MOVES = 10;

  private final People people;
  private final Seed seed;
  private final FaultSwitch faults;
  private final DatabaseFaults database;

  Scenes(People people, Seed seed, FaultSwitch faults, DatabaseFaults database) {
    this.people = people;
    this.seed = seed;
    this.faults = faults;
    this.database = database;
  }

  /** The demo as it begins. */
  Played reset() {
    faults.clear();
    database.mend();
    database.empty();
    seed.plant();
    return Played.of("demo.played.reset");
  }

  Played expire(CloudAccount account, DemoUser owner) {
    return Played.of(
        people.expire(account.id(), owner.id()) ? "demo.played.expired" : "demo.played.not_possible", label(account));
  }

  Played withdraw(CloudAccount account, DemoUser owner) {
    return Played.of(
        people.withdraw(account.id(), owner.id()) ? "demo.played.withdrawn" : "demo.played.not_possible",
        label(account));
  }

  /** Takes the consent back and uses the account at once, past the token that is still held. */
  Played withdrawAndUse(CloudAccount account, DemoUser owner) {
    people.expire(account.id(), owner.id());
    people.withdraw(account.id(), owner.id());
    return use(account, owner);
  }

  Played use(CloudAccount account, DemoUser owner) {
    try (Heard heard = new Heard()) {
      String key = switch (people.use(account.id(), owner.id())) {
        case AccessTokenOutcome.Vended vended -> "demo.played.used";
        case AccessTokenOutcome.NeedsReconnect needs -> "demo.played.needs_reconnect";
        case AccessTokenOutcome.RateLimited limited -> "demo.played.rate_limited";
        case AccessTokenOutcome.Unavailable unavailable -> "demo.played.unavailable";
        case AccessTokenOutcome.NotFound gone -> "demo.played.not_possible";
        case AccessTokenOutcome.OwnerChanged changed -> "demo.played.not_possible";
        case AccessTokenOutcome.NotConfigured not -> "demo.played.not_possible";
      };
      return new Played(key, List.of(label(account), owner.displayName()), heard.lines(), "/app");
    }
  }

  /** Somebody connects what another owns, while the database has this trouble. */
  Played trouble(Trouble trouble) {
    CloudAccount account = anasOneDrive();
    DemoUser other = account.isOwnedBy(DemoUser.BRUNO.id()) ? DemoUser.ANA : DemoUser.BRUNO;
    CallbackCommand callback = people.consent(other, Vendor.ONEDRIVE, ANAS_ONEDRIVE);
    try (Heard heard = new Heard()) {
      String outcome = outcome(database.meanwhile(trouble, () -> people.comeBack(callback)));
      return new Played(
          "demo.played.trouble", List.of(other.displayName(), outcome), heard.lines(),
          "/app?error=" + outcome + "&provider=onedrive");
    }
  }

  /** The offers that are open somewhere are past their time. */
  Played offersEnd() {
    database.endOffers();
    return Played.of("demo.played.offers_end");
  }

  /** For a while nobody gets an answer about an offer. */
  Played offersHeld() {
    database.holdOffers(HELD);
    return Played.of("demo.played.offers_held", Long.toString(HELD.toSeconds()));
  }

  /** Somebody who is neither its owner nor Bruno, who may be looking at an offer, takes Ana's drive. */
  Played overtaken() {
    DemoUser taker = another(anasOneDrive());
    try (Heard heard = new Heard()) {
      boolean moved = people.takeOver(taker, Vendor.ONEDRIVE, ANAS_ONEDRIVE);
      return new Played(
          moved ? "demo.played.overtaken" : "demo.played.rests", List.of(taker.displayName()), heard.lines(), "");
    }
  }

  /** Whoever has Ana's drive lets it go. */
  Played letGo() {
    CloudAccount account = anasOneDrive();
    account.owner().ifPresent(owner -> people.disconnect(account.id(), owner));
    return Played.of("demo.played.let_go", label(account));
  }

  /** Ana's drive moves until it may not any more today. */
  Played wornOut() {
    int moves = 0;
    while (moves < MOST_MOVES && people.takeOver(another(anasOneDrive()), Vendor.ONEDRIVE, ANAS_ONEDRIVE)) {
      moves++;
    }
    return Played.of("demo.played.worn_out", Integer.toString(moves));
  }

  private CloudAccount anasOneDrive() {
    return people.find(Vendor.ONEDRIVE, ANAS_ONEDRIVE)
        .filter(found -> found.owner().isPresent())
        .orElseGet(() -> people.connect(DemoUser.ANA, Vendor.ONEDRIVE, ANAS_ONEDRIVE));
  }

  private static DemoUser another(CloudAccount account) {
    return account.isOwnedBy(DemoUser.CARLA.id()) ? DemoUser.ANA : DemoUser.CARLA;
  }

  /** Two users come back with their codes for one account at the same moment. */
  Played race() {
    people.find(Vendor.ONEDRIVE, BRUNOS_ONEDRIVE).ifPresent(account ->
        account.owner().ifPresent(owner -> people.disconnect(account.id(), owner)));
    CallbackCommand anas = people.consent(DemoUser.ANA, Vendor.ONEDRIVE, BRUNOS_ONEDRIVE);
    CallbackCommand brunos = people.consent(DemoUser.BRUNO, Vendor.ONEDRIVE, BRUNOS_ONEDRIVE);
    var line = new CyclicBarrier(2);
    Executor own = task -> Thread.ofVirtual().start(task);
    try (Heard heard = new Heard()) {
      CompletableFuture<ConnectOutcome> ana = CompletableFuture.supplyAsync(() -> run(line, anas), own);
      CompletableFuture<ConnectOutcome> bruno = CompletableFuture.supplyAsync(() -> run(line, brunos), own);
      String first = outcome(ana.join());
      String second = outcome(bruno.join());
      UserId owner = people.find(Vendor.ONEDRIVE, BRUNOS_ONEDRIVE).flatMap(CloudAccount::owner).orElseThrow();
      return new Played(
          "demo.played.race",
          List.of(first, second, owner.equals(DemoUser.ANA.id()) ? "Ana" : "Bruno"),
          heard.lines(),
          "/app");
    }
  }

  private ConnectOutcome run(CyclicBarrier line, CallbackCommand callback) {
    try {
      line.await(MEETING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (BrokenBarrierException | TimeoutException alone) {
      throw new IllegalStateException("The other one did not come", alone);
    }
    return people.comeBack(callback);
  }

  /** As the callback would say it in the address. */
  private static String outcome(ConnectOutcome outcome) {
    return switch (outcome) {
      case ConnectOutcome.Connected connected -> "success";
      case ConnectOutcome.Conflict conflict -> "ownership_conflict";
      case ConnectOutcome.OtherAccountChosen other -> "account_mismatch";
      case ConnectOutcome.Refused(var provider, var reason) -> reason.name().toLowerCase(Locale.ROOT);
    };
  }

  private static String label(CloudAccount account) {
    return account.label().value();
  }
}
