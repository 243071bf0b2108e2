package com.cloudaggregator.bootstrap.demo.panel;

import com.cloudaggregator.application.connect.ConnectError;
import com.cloudaggregator.bootstrap.demo.database.DatabaseFaults.DatabaseFault;
import com.cloudaggregator.bootstrap.demo.provider.Fault;
import com.cloudaggregator.bootstrap.demo.provider.FaultSwitch;
import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import com.cloudaggregator.bootstrap.demo.user.DemoUser;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.web.WebAdapter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The demo panel. Each button is a form, answered with 303. The page shows every visitor the result
 * of the last action. Actions run one at a time.
 */
@Controller
final class DemoPage {
  private static final URI PANEL = URI.create("/demo#played");

  /** The statuses of error pages; some cannot be reached by a form or link of the program. */
  private static final List<Integer> REFUSALS =
      List.of(400, 401, 403, 404, 405, 409, 413, 415, 429, 500, 503);

  private final DemoActions demo;
  private final UserActions users;
  private final FaultSwitch faults;
  private final AtomicReference<@Nullable ActionResult> last = new AtomicReference<>();
  private final ReentrantLock turn = new ReentrantLock();

  DemoPage(DemoActions demo, UserActions users, FaultSwitch faults) {
    this.demo = demo;
    this.users = users;
    this.faults = faults;
  }

  /** A user with their accounts. */
  record Person(
      String key, String name, String initial, String description, List<Choice> accounts) {}

  /**
   * An account that an action can be chosen for.
   *
   * @param value user and account id, as the form sends them
   */
  record Choice(String value, String text, String status) {}

  /** A provider with its current fault. */
  record ProviderChoice(String id, String name, String fault) {}

  @GetMapping("/demo")
  String panel(Model model, HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    @Nullable Object name = session == null ? null : session.getAttribute(WebAdapter.DISPLAY_NAME);
    model.addAttribute("signedIn", name != null);
    model.addAttribute("displayName", name);
    model.addAttribute("people", Arrays.stream(DemoUser.values()).map(this::person).toList());
    model.addAttribute(
        "providers",
        Arrays.stream(Vendor.values())
            .map(
                vendor ->
                    new ProviderChoice(vendor.id(), vendor.displayName(), key(faults.of(vendor))))
            .toList());
    model.addAttribute("faults", Arrays.stream(Fault.values()).map(DemoPage::key).toList());
    model.addAttribute("refusals", REFUSALS);
    model.addAttribute(
        "outcomes", Arrays.stream(ConnectError.values()).map(DemoPage::key).toList());
    model.addAttribute("played", last.get());
    return "demo";
  }

  private Person person(DemoUser user) {
    return new Person(
        user.key(),
        user.displayName(),
        user.displayName().substring(0, 1),
        user.description(),
        users.accountsOf(user).stream().map(account -> choice(user, account)).toList());
  }

  private static Choice choice(DemoUser user, CloudAccount account) {
    String provider =
        Vendor.of(account.providerAccount().provider().id()).map(Vendor::displayName).orElse("");
    return new Choice(
        user.key() + "/" + account.id(),
        provider + ", " + account.label().value(),
        account.status() == AccountStatus.NEEDS_RECONNECT ? "needs_reconnect" : "connected");
  }

  @PostMapping("/demo/accounts")
  ResponseEntity<Void> account(
      @RequestParam("account") String account, @RequestParam("action") String action) {
    Map<String, BiFunction<CloudAccount, DemoUser, ActionResult>> actions =
        Map.of(
            "expire", demo::expire,
            "withdraw", demo::withdraw,
            "withdraw_and_use", demo::withdrawAndUse,
            "use", demo::use);
    return Optional.ofNullable(actions.get(action))
        .map(
            known ->
                play(
                    () ->
                        chosen(account, known)
                            .orElseGet(() -> ActionResult.of("demo.played.not_possible", ""))))
        .orElseGet(DemoPage::unknown);
  }

  private Optional<ActionResult> chosen(
      String value, BiFunction<CloudAccount, DemoUser, ActionResult> action) {
    String[] parts = value.split("/", 2);
    return DemoUser.of(parts[0])
        .flatMap(
            user ->
                users.accountsOf(user).stream()
                    .filter(account -> choice(user, account).value().equals(value))
                    .findFirst()
                    .map(account -> action.apply(account, user)));
  }

  @PostMapping("/demo/faults")
  ResponseEntity<Void> fault(
      @RequestParam("provider") String provider, @RequestParam("fault") String fault) {
    Optional<Fault> known =
        Arrays.stream(Fault.values()).filter(each -> key(each).equals(fault)).findFirst();
    Optional<Vendor> vendor = Vendor.of(provider);
    if (known.isEmpty() || vendor.isEmpty()) {
      return unknown();
    }
    return play(
        () -> {
          faults.set(vendor.get(), known.get());
          return ActionResult.of(
              known.get() == Fault.NONE ? "demo.played.fault_over" : "demo.played.fault",
              vendor.get().displayName());
        });
  }

  @PostMapping("/demo/scenes")
  ResponseEntity<Void> scene(@RequestParam("scene") String scene) {
    Map<String, Supplier<ActionResult>> known =
        Map.of(
            "race", demo::race,
            "lookup_fails", () -> demo.connectDuring(DatabaseFault.LOOKUP_FAILS),
            "owner_missing", () -> demo.connectDuring(DatabaseFault.OWNER_MISSING),
            "offers_end", demo::expireOffers,
            "offers_held", demo::lockOffers,
            "overtaken", demo::overtake,
            "let_go", demo::disconnect,
            "worn_out", demo::exhaustTransfers,
            "reset", demo::reset);
    return Optional.ofNullable(known.get(scene)).map(this::play).orElseGet(DemoPage::unknown);
  }

  /** Answers with the error page of this status, through the container's error dispatch. */
  @GetMapping("/demo/refusals/{status}")
  void refusal(@PathVariable("status") int status, HttpServletResponse response)
      throws IOException {
    response.sendError(REFUSALS.contains(status) ? status : HttpServletResponse.SC_NOT_FOUND);
  }

  private ResponseEntity<Void> play(Supplier<ActionResult> scene) {
    turn.lock();
    try {
      last.set(scene.get());
    } finally {
      turn.unlock();
    }
    return ResponseEntity.status(HttpStatus.SEE_OTHER).location(PANEL).build();
  }

  private static ResponseEntity<Void> unknown() {
    return ResponseEntity.badRequest().build();
  }

  private static String key(Enum<?> named) {
    return named.name().toLowerCase(Locale.ROOT);
  }
}
