package com.cloudaggregator.bootstrap.story;

import static com.cloudaggregator.bootstrap.story.Stage.ANAS_DRIVE;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Every state that a page can be in, closed, in an order in which a person can go from one to the next when the demo has
 * just been reset. {@link EveryStateIT} fails when a template or an outcome is in none of them.
 */
enum State {
  HOME(Row.HOME, "", "/", ".hero"),
  LOGIN(Row.LOGIN, "", "/login", ".people form"),
  LOGIN_ENDED(Row.LOGIN, "", "/login?why=ended", "#message"),
  LOGIN_SIGNED_OUT(Row.LOGIN, "", "/login?why=signed-out", "#message"),
  LOGIN_CANCELLED(Row.LOGIN, "", "/login?why=cancelled", "#message"),
  LOGIN_FAILED(Row.LOGIN, "", "/login?why=failed", "#message.warn"),
  ERRORS(Row.ERRORS, "", "/docs/errors", ".codes"),
  ERROR_CODE(Row.ERRORS, "", "/docs/errors/transfer_token_other_user", ".article"),
  API(Row.API, "", "/docs/api", "pre"),
  NOT_FOUND(Row.REFUSALS, "", "/no-such-page", ".reference"),

  APP_EMPTY(Row.APP, "bruno", "/app", ".empty .tile"),
  ACTIVITY_EMPTY(Row.ACTIVITY, "bruno", "/app/activity", "#activity-empty"),
  NOTIFICATIONS_NONE(Row.NOTIFICATIONS, "bruno", "/app/notifications", "#notifications-empty"),
  STORAGE_EMPTY(Row.APP, "bruno", "/app/storage", "main .card"),
  SETTINGS(Row.SETTINGS, "bruno", "/app/settings", "#settings"),
  SETTINGS_SAVED(Row.SETTINGS, "bruno", stage -> stage.browser().press("#settings .primary"), "#message"),
  SIGNED_OUT_EVERYWHERE(Row.SETTINGS, "bruno", stage -> {
    stage.open("/app/settings");
    stage.browser().press("#everywhere button");
    stage.browser().see(".people form");
    stage.loseSession();
  }, "#message"),

  ACCESS_DENIED("access_denied"),
  INVALID_STATE("invalid_state"),
  MISSING_PARAMS("missing_params"),
  PROVIDER_ERROR("provider_error"),
  PROVIDER_UNAVAILABLE("provider_unavailable"),
  PROVIDER_NOT_CONFIGURED("provider_not_configured"),
  TOKEN_EXCHANGE_FAILED("token_exchange_failed"),
  IDENTITY_INVALID("identity_invalid"),
  USERINFO_FAILED("userinfo_failed"),
  INSUFFICIENT_SCOPE("insufficient_scope"),
  ACCOUNT_MISMATCH("account_mismatch"),
  MISSING_REFRESH_TOKEN("missing_refresh_token"),
  RATE_LIMITED("rate_limited"),
  DATABASE_QUERY_FAILED("database_query_failed"),
  DATABASE_INCONSISTENCY("database_inconsistency"),
  DATABASE_UNAVAILABLE("database_unavailable"),
  DATABASE_ERROR("database_error"),
  ACCOUNT_NOT_FOUND("account_not_found"),
  OWNERSHIP_CONFLICT("ownership_conflict"),
  UNDERSTOOD(Row.APP, "bruno", "/app?done=understood", "[data-code=understood]"),

  CONNECT_ONEDRIVE(Row.CONNECT, "bruno", asked("onedrive"), "#connect-onedrive[open]"),
  CONNECT_GOOGLEDRIVE(Row.CONNECT, "bruno", asked("googledrive"), "#connect-googledrive[open]"),
  CONNECT_DROPBOX(Row.CONNECT, "bruno", asked("dropbox"), "#connect-dropbox[open]"),
  CONNECT_PAGE(Row.CONNECT, "bruno", "/app/connect/onedrive", "main[data-page=connect]"),

  CONSENT(Row.PROVIDER, "bruno", stage -> {
    stage.open("/app");
    stage.leaveFor("onedrive");
  }, "#demo-allow"),
  CONSENT_DENIED(Row.PROVIDER, "bruno", stage -> stage.browser().press("#demo-deny"), "[data-code=access_denied]"),
  CONSENT_USED(Row.PROVIDER, "bruno", stage -> {
    stage.leaveFor("onedrive");
    stage.browser().press("#demo-deny");
    stage.browser().see("[data-code=access_denied]");
    stage.driver().navigate().back();
    stage.browser().press("#demo-allow");
  }, "main a[href='/app']"),
  CONSENT_REFUSED(Row.PROVIDER, "bruno", "/demo/providers/onedrive/authorize?client_id=unknown", "main h1"),
  PROVIDER_DOWN(Row.APP, "bruno", stage -> {
    stage.fault("googledrive", "server_error");
    stage.open("/app");
    stage.connect("googledrive", Bruno.GOOGLE);
  }, "[data-code=provider_unavailable]"),
  NO_REFRESH_TOKEN(Row.RECONNECT, "bruno", stage -> {
    stage.fault("googledrive", "none");
    stage.open("/app");
    stage.leaveFor("dropbox");
    stage.browser().press("input[name=account][value^='dbid:AADemoBruno']");
    stage.browser().press("#demo-allow-online");
  }, "#consent-again"),
  JUST_CONNECTED(Row.APP, "bruno", stage -> {
    stage.open("/app");
    stage.connect("dropbox", Bruno.DROPBOX);
  }, "[data-code=connected] ~ section .fresh"),
  APP_ONE(Row.APP, "bruno", "/app", "[data-account]"),
  WRONG_ACCOUNT(Row.RECONNECT, "bruno", stage -> {
    Bruno.openAccount(stage);
    Bruno.reconnect(stage, "dbid:AADemoAna-0000000000000000000000001");
  }, "#reconnect-result"),
  RECONNECTED(Row.RECONNECT, "bruno", stage -> {
    Bruno.openAccount(stage);
    Bruno.reconnect(stage, Bruno.DROPBOX);
  }, "[data-code=connected] ~ section .fresh"),
  ACCOUNT(Row.ACCOUNT, "bruno", Bruno::openAccount, "main[data-status=connected] .timeline"),
  ACCOUNT_TESTED(Row.ACCOUNT, "bruno", stage -> stage.browser().press("form[data-test] button"), "[data-tested=ok]"),
  ACCOUNT_UNAVAILABLE(Row.ACCOUNT, "bruno", stage -> {
    stage.account("bruno@mail.example", "expire");
    stage.fault("dropbox", "server_error");
    Bruno.openAccount(stage);
    stage.browser().press("form[data-test] button");
  }, "[data-tested=unavailable]"),
  ACCOUNT_NEEDS_RECONNECT(Row.ACCOUNT, "bruno", stage -> {
    stage.fault("dropbox", "none");
    // After the trouble that has just been, the provider is not asked again at once.
    stage.browser().until(d -> {
      stage.account("bruno@mail.example", "withdraw_and_use");
      Bruno.openAccount(stage);
      return stage.browser().isThere("main[data-status=needs_reconnect]");
    });
  }, "main[data-status=needs_reconnect] #reason"),
  DISCONNECT(Row.DISCONNECT, "bruno", stage -> stage.browser().press("a[href$='/disconnect']"), "form[action='/app/disconnect']"),
  DISCONNECTED(Row.DISCONNECT, "bruno", stage -> stage.browser().press("form[action='/app/disconnect'] .primary"),
      ".message:has([data-undo]) ~ #disconnected .fresh"),
  FORMER(Row.ACCOUNT, "bruno", Bruno::openFormer, "[data-former]"),
  REFRESHING(Row.APP, "bruno", stage -> {
    Bruno.connect(stage, "googledrive", Bruno.GOOGLE);
    stage.account("bruno.diaz@gmail.example", "expire");
    stage.fault("googledrive", "hang");
    // The page asks how full the account is, for which its access has to be renewed.
    stage.open("/app");
    stage.reloadUntil("[data-renewing]");
  }, "[data-status=connected] [data-renewing]"),
  REVOCATION_PENDING(Row.DISCONNECT, "bruno", stage -> {
    stage.fault("googledrive", "server_error");
    Bruno.disconnect(stage);
  }, "#disconnected [data-revocation=pending]"),
  REVOCATION_FAILED(Row.DISCONNECT, "bruno", stage -> {
    stage.fault("googledrive", "none");
    Bruno.connect(stage, "dropbox", Bruno.DROPBOX);
    stage.fault("dropbox", "revocation_refused");
    Bruno.disconnect(stage);
    stage.reloadUntil("#disconnected [data-revocation=failed]");
  }, "#disconnected [data-revocation=failed] .badge.warn"),
  FORMER_REVOCATION_FAILED(Row.ACCOUNT, "bruno", Bruno::openFormer, "[data-former] [data-revocation=failed]"),
  NOT_YOURS(Row.ACCOUNT, "bruno", "/app/accounts/00000000-0000-4000-8000-000000000000", ".reference"),

  BAD_REQUEST(Row.REFUSALS, "bruno", stage -> {
    stage.open("/app");
    stage.changed("form[data-provider=onedrive] [name=mode]", "no-such-mode");
  }, ".reference"),
  FORBIDDEN(Row.REFUSALS, "bruno", stage -> {
    stage.open("/app");
    stage.changed("form[data-provider=onedrive] [name=_csrf]", "of-an-older-page");
  }, ".reference"),
  METHOD_NOT_ALLOWED(Row.REFUSALS, "bruno", "/app/connect", ".reference"),
  REFUSED_401(Row.REFUSALS, "bruno", "/demo/refusals/401", ".reference"),
  REFUSED_409(Row.REFUSALS, "bruno", "/demo/refusals/409", ".reference"),
  REFUSED_413(Row.REFUSALS, "bruno", "/demo/refusals/413", ".reference"),
  REFUSED_415(Row.REFUSALS, "bruno", "/demo/refusals/415", ".reference"),
  REFUSED_500(Row.REFUSALS, "bruno", "/demo/refusals/500", ".reference"),
  REFUSED_503(Row.REFUSALS, "bruno", "/demo/refusals/503", ".reference"),
  OPERATORS_ONLY(Row.OPERATORS, "bruno", "/ops/verification", ".reference"),

  APP_NEEDS_ATTENTION(Row.APP, "ana", "/app", "#attention-banner form"),
  APP_NOTICE(Row.APP, "ana", "/app", "[data-notice]"),
  NOTIFICATIONS_UNREAD(Row.NOTIFICATIONS, "ana", "/app/notifications", "#bell b"),
  NOTIFICATIONS_READ(Row.NOTIFICATIONS, "ana", stage -> stage.browser().press("#acknowledge-all"), "[data-read=true]"),
  ACTIVITY_MOVED_AWAY(Row.ACTIVITY, "ana", "/app/activity", "[data-kind=transferred_out]"),

  APP_MANY(Row.APP, "carla", "/app", "[data-account]:nth-of-type(n + 10)"),
  APP_DISCONNECTED(Row.APP, "carla", "/app", "#disconnected [data-revocation=unsupported]"),
  REVOCATION_DONE(Row.DISCONNECT, "carla", stage -> {
    stage.open("/app");
    stage.reloadUntil("#disconnected [data-revocation=revoked]");
  }, "#disconnected [data-revocation=revoked]"),
  STORAGE(Row.APP, "carla", "/app/storage", "#storage-total"),
  ACTIVITY_MANY(Row.ACTIVITY, "carla", "/app/activity", "#activity-older"),
  ACTIVITY_OLDER(Row.ACTIVITY, "carla", stage -> stage.browser().press("#activity-older"), "#activity-newest"),
  ACTIVITY_MOVED_IN(Row.ACTIVITY, "carla", "/app/activity?kind=transferred_in", "[data-kind=transferred_in]"),
  ACTIVITY_NONE_LIKE_THAT(Row.ACTIVITY, "carla", "/app/activity?kind=transferred_out", "#activity-empty"),

  APP_OF_AN_OPERATOR(Row.OPERATORS, "olga", "/app", "[data-operator]"),
  OPS_VERIFICATION(Row.OPERATORS, "olga", "/ops/verification", "[data-criterion]"),
  OPS_KEYS(Row.OPERATORS, "olga", "/ops/keys", "[data-key]"),
  OPS_WEBHOOKS(Row.OPERATORS, "olga", "/ops/webhooks", "#figures"),

  DEMO(Row.DEMO, "olga", "/demo", ".people"),
  DEMO_PLAYED(Row.DEMO, "olga", stage -> stage.play("race"), "#played .log"),
  DEMO_FAULT(Row.DEMO, "olga", stage -> stage.fault("dropbox", "hang"), "form[data-provider=dropbox] .badge.warn"),

  OFFER_LOADING(Row.TRANSFER, "bruno", stage -> {
    stage.play("reset");
    stage.as("bruno");
    stage.open("/app");
    stage.hold("/cloud/transfer-ownership/preview");
    stage.connect("onedrive", ANAS_DRIVE);
  }, Offer.in("loading")),
  OFFER(Row.TRANSFER, "bruno", stage -> {
    stage.letGo();
    Offer.make(stage);
  }, Offer.in("offer")),
  DECLINED(Row.TRANSFER, "bruno", stage -> stage.browser().press("#transfer-keep"), "[data-code=declined]"),
  SENDING(Row.TRANSFER, "bruno", stage -> {
    Offer.make(stage);
    stage.hold("/cloud/transfer-ownership");
    Offer.take(stage);
  }, Offer.in("sending")),
  TRANSFERRED(Row.TRANSFER, "bruno", stage -> {
    stage.letGo();
    Offer.make(stage);
    Offer.take(stage);
  }, "[data-code=transferred] ~ section .fresh"),
  EXPIRED(Row.TRANSFER, "bruno", stage -> {
    stage.play("overtaken");
    Offer.make(stage);
    stage.meanwhile(() -> stage.play("offers_end"));
    Offer.take(stage);
  }, Offer.in("ended")),
  OVERTAKEN(Row.TRANSFER, "bruno", stage -> {
    Offer.make(stage);
    stage.meanwhile(() -> stage.play("overtaken"));
    Offer.take(stage);
  }, Offer.in("ended")),
  COOLING_DOWN(Row.TRANSFER, "bruno", stage -> {
    stage.play("worn_out");
    Offer.make(stage);
    Offer.take(stage);
  }, Offer.in("ended")),
  RELEASED(Row.TRANSFER, "bruno", stage -> {
    stage.play("reset");
    Offer.make(stage);
    stage.meanwhile(() -> stage.play("let_go"));
    Offer.take(stage);
  }, Offer.in("ended")),
  ALREADY_YOURS(Row.TRANSFER, "bruno", stage -> {
    stage.play("overtaken");
    Offer.make(stage);
    stage.meanwhile(() -> {
      stage.play("let_go");
      stage.open("/app");
      stage.connect("onedrive", ANAS_DRIVE);
      stage.browser().see("[data-code=connected]");
    });
    Offer.take(stage);
  }, Offer.in("ended")),
  REPLACED(Row.TRANSFER, "bruno", stage -> {
    stage.play("overtaken");
    Offer.make(stage);
    stage.meanwhile(() -> Offer.make(stage));
    Offer.take(stage);
  }, Offer.in("ended")),
  NO_OFFER(Row.TRANSFER, "bruno", "/app?error=ownership_conflict&provider=onedrive#transfer_token=no.such.offer",
      Offer.in("ended")),
  OTHER_SESSION(Row.TRANSFER, "bruno", stage -> {
    Offer.make(stage);
    String address = Offer.address(stage);
    stage.as("ana");
    stage.driver().get(address);
  }, Offer.in("ended")),
  SIGNED_OUT(Row.TRANSFER, "bruno", stage -> {
    Offer.make(stage);
    stage.loseSession();
    Offer.take(stage);
  }, Offer.in("ended")),
  PAGE_TOO_OLD(Row.TRANSFER, "bruno", stage -> {
    Offer.make(stage);
    stage.meanwhile(() -> {
      stage.open("/login");
      stage.choose("carla");
    });
    Offer.take(stage);
  }, Offer.in("ended")),
  NO_NETWORK(Row.TRANSFER, "bruno", stage -> {
    Offer.make(stage);
    stage.network(false);
    Offer.take(stage);
  }, Offer.in("offer") + " #transfer-say.bad"),
  DATABASE_AWAY(Row.TRANSFER, "bruno", stage -> {
    stage.network(true);
    Offer.make(stage);
    stage.meanwhile(() -> stage.play("offers_held"));
    Offer.take(stage);
  }, Offer.in("offer") + " #transfer-say.bad"),

  TOO_MANY_REQUESTS(Row.REFUSALS, "bruno", stage -> {
    stage.play("reset");
    stage.whileAskedTooOften("b0000000-0000-4000-8000-000000000002", "/app/storage");
  }, ".reference");

  private final Row row;
  private final String user;
  private final Consumer<Stage> way;
  private final String sees;

  /** The rows of the inventory of pages. */
  enum Row {
    HOME, LOGIN, APP, CONNECT, ACCOUNT, RECONNECT, DISCONNECT, ACTIVITY, NOTIFICATIONS, SETTINGS, ERRORS, API, DEMO, PROVIDER,
    REFUSALS, TRANSFER, OPERATORS
  }

  /** An outcome of the callback, or of a form, as the accounts page says it. */
  State(String code) {
    this(Row.APP, "bruno", "/app?error=" + code + "&provider=onedrive", "[data-code=" + code + "]");
  }

  State(Row row, String user, String address, String sees) {
    this(row, user, stage -> stage.open(address), sees);
  }

  /**
   * A state that is reached by doing something.
   *
   * @param user who is signed in; nobody when empty
   * @param sees the selector of what is there in this state, and in no other of the page
   */
  State(Row row, String user, Consumer<Stage> way, String sees) {
    this.row = row;
    this.user = user;
    this.way = way;
    this.sees = sees;
  }

  private static Consumer<Stage> asked(String provider) {
    return stage -> {
      stage.open("/app");
      stage.browser().press("[data-tile=" + provider + "]");
    };
  }

  Row row() {
    return row;
  }

  /** As its pictures are called. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  void reach(Stage stage) {
    stage.as(user);
    way.accept(stage);
    stage.browser().see(sees);
  }

  /** What Bruno does with his own Dropbox. */
  private static final class Bruno {
    private static final String GOOGLE = "100000000000000000002";
    private static final String DROPBOX = "dbid:AADemoBruno-00000000000000000000002";

    static void connect(Stage stage, String provider, String account) {
      stage.open("/app");
      stage.connect(provider, account);
      stage.browser().see("[data-code=connected]");
    }

    /** The one account that he has then. */
    static void disconnect(Stage stage) {
      stage.open("/app");
      stage.browser().press("[data-account] a[href$='/disconnect']");
      stage.browser().press("form[action='/app/disconnect'] .primary");
      stage.browser().see("[data-code=disconnected]");
    }

    /** Of what was disconnected just now: the page before asked whether it should be. */
    static void openFormer(Stage stage) {
      stage.driver().navigate().back();
      stage.driver().get(String.valueOf(stage.driver().getCurrentUrl()).replace("/disconnect", ""));
    }

    static void openAccount(Stage stage) {
      stage.open("/app");
      stage.browser().press("[data-account] [data-open]");
      stage.browser().see("main[data-page=account]");
    }

    static void reconnect(Stage stage, String account) {
      stage.browser().press("form[data-reconnect] button");
      stage.allow(account);
    }
  }

  /** The offer of Ana's OneDrive to Bruno. */
  private static final class Offer {
    static String in(String state) {
      return "#transfer-dialog[open][data-state=" + state + "]";
    }

    static void make(Stage stage) {
      stage.open("/app");
      stage.connect("onedrive", ANAS_DRIVE);
      stage.browser().see(in("offer"));
    }

    static void take(Stage stage) {
      stage.browser().press("#transfer-move");
    }

    /** Where the browser was led, which only its own records still know. */
    static String address(Stage stage) {
      return String.valueOf(Objects.requireNonNull(stage.driver().executeScript(
          "return performance.getEntriesByType('navigation').map(entry => entry.name).find(name => name.includes('#'))")));
    }
  }
}
