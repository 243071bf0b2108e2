package com.cloudaggregator.bootstrap.story;

import static com.cloudaggregator.bootstrap.story.DemoBrowser.ANAS_DRIVE;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Every state of a page, as a closed list, in an order in which a user can go from one to the next
 * after a reset of the demo. {@link EveryState} fails if a template or an outcome has no state.
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
  SETTINGS_SAVED(
      Row.SETTINGS, "bruno", demo -> demo.browser().press("#settings .primary"), "#message"),
  SIGNED_OUT_EVERYWHERE(
      Row.SETTINGS,
      "bruno",
      demo -> {
        demo.open("/app/settings");
        demo.browser().press("#everywhere button");
        demo.browser().see(".people form");
        demo.loseSession();
      },
      "#message"),

  ACCESS_DENIED("access_denied"),
  CONSENT_DECLINED(
      Row.APP,
      "bruno",
      "/app?error=access_denied&provider=onedrive&reason=declined",
      "[data-code=access_denied]"),
  ADMIN_CONSENT_REQUIRED(
      Row.APP,
      "bruno",
      "/app?error=access_denied&provider=onedrive&reason=admin_consent_required",
      "[data-code=access_denied].warn"),
  WRONG_TENANT(
      Row.APP,
      "bruno",
      "/app?error=access_denied&provider=onedrive&reason=wrong_tenant",
      "[data-code=access_denied].warn"),
  ADMIN_CONSENT(
      Row.CONNECT,
      "",
      "/auth/onedrive/callback?admin_consent=True&tenant=organization",
      "main[data-page=admin-consent]"),
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
  ACCOUNT_FROZEN("account_frozen"),
  ACCOUNT_NOT_FOUND("account_not_found"),
  OWNERSHIP_CONFLICT("ownership_conflict"),
  UNDERSTOOD(Row.APP, "bruno", "/app?done=understood", "[data-code=understood]"),

  CONNECT_ONEDRIVE(Row.CONNECT, "bruno", asked("onedrive"), "#connect-onedrive[open]"),
  CONNECT_GOOGLEDRIVE(Row.CONNECT, "bruno", asked("googledrive"), "#connect-googledrive[open]"),
  CONNECT_DROPBOX(Row.CONNECT, "bruno", asked("dropbox"), "#connect-dropbox[open]"),
  CONNECT_PAGE(Row.CONNECT, "bruno", "/app/connect/onedrive", "main[data-page=connect]"),

  ONWARD(
      Row.CONNECT,
      "bruno",
      demo -> {
        demo.open("/app/connect/onedrive");
        demo.stayAtTheAnswer("main form[data-connect]");
      },
      "main[data-page=onward] a.primary"),

  CONSENT(
      Row.PROVIDER,
      "bruno",
      demo -> {
        demo.open("/app");
        demo.leaveFor("onedrive");
      },
      "#demo-allow"),
  CONSENT_DENIED(
      Row.PROVIDER,
      "bruno",
      demo -> demo.browser().press("#demo-deny"),
      "[data-code=access_denied]"),
  CONSENT_USED(
      Row.PROVIDER,
      "bruno",
      demo -> {
        demo.open("/app");
        demo.leaveFor("onedrive");
        demo.changed("input[name=ticket]", "of-a-page-that-was-sent-already");
      },
      "main a[href='/app']"),
  CONSENT_REFUSED(
      Row.PROVIDER, "bruno", "/demo/providers/onedrive/authorize?client_id=unknown", "main h1"),
  PROVIDER_DOWN(
      Row.APP,
      "bruno",
      demo -> {
        demo.fault("googledrive", "server_error");
        demo.open("/app");
        demo.connect("googledrive", Bruno.GOOGLE);
      },
      "[data-code=provider_unavailable]"),
  NO_REFRESH_TOKEN(
      Row.RECONNECT,
      "bruno",
      demo -> {
        demo.fault("googledrive", "none");
        demo.open("/app");
        demo.leaveFor("dropbox");
        demo.browser().press("input[name=account][value^='dbid:AADemoBruno']");
        demo.browser().press("#demo-allow-online");
      },
      "#consent-again"),
  JUST_CONNECTED(
      Row.APP,
      "bruno",
      demo -> {
        demo.open("/app");
        demo.connect("dropbox", Bruno.DROPBOX);
      },
      "[data-code=connected] ~ section .fresh"),
  APP_ONE(Row.APP, "bruno", "/app", "[data-account]"),
  WRONG_ACCOUNT(
      Row.RECONNECT,
      "bruno",
      demo -> {
        Bruno.openAccount(demo);
        Bruno.reconnect(demo, "dbid:AADemoAna-0000000000000000000000001");
      },
      "#reconnect-result"),
  RECONNECTED(
      Row.RECONNECT,
      "bruno",
      demo -> {
        Bruno.openAccount(demo);
        Bruno.reconnect(demo, Bruno.DROPBOX);
      },
      "[data-code=connected] ~ section .fresh"),
  ACCOUNT(Row.ACCOUNT, "bruno", Bruno::openAccount, "main[data-status=connected] .timeline"),
  ACCOUNT_TESTED(
      Row.ACCOUNT,
      "bruno",
      demo -> demo.browser().press("form[data-test] button"),
      "[data-tested=ok]"),
  ACCOUNT_NAMED(
      Row.ACCOUNT, "bruno", demo -> demo.browser().press("#nickname button"), "#named.good"),
  ACCOUNT_UNAVAILABLE(
      Row.ACCOUNT,
      "bruno",
      demo -> {
        demo.account("bruno@mail.example", "expire");
        demo.fault("dropbox", "server_error");
        Bruno.openAccount(demo);
        demo.browser().press("form[data-test] button");
      },
      "[data-tested=unavailable]"),
  ACCOUNT_NEEDS_RECONNECT(
      Row.ACCOUNT,
      "bruno",
      demo -> {
        demo.fault("dropbox", "none");
        // After the last fault the program waits before it calls the provider again.
        demo.browser()
            .until(
                d -> {
                  demo.account("bruno@mail.example", "withdraw_and_use");
                  Bruno.openAccount(demo);
                  return demo.browser().isThere("main[data-status=needs_reconnect]");
                });
      },
      "main[data-status=needs_reconnect] #reason"),
  DISCONNECT(
      Row.DISCONNECT,
      "bruno",
      demo -> demo.browser().press("a[href$='/disconnect']"),
      "form[action='/app/disconnect']"),
  DISCONNECTED(
      Row.DISCONNECT,
      "bruno",
      demo -> demo.browser().press("form[action='/app/disconnect'] .primary"),
      ".message:has([data-undo]) ~ #disconnected .fresh"),
  FORMER(Row.ACCOUNT, "bruno", Bruno::openFormer, "[data-former]"),
  REFRESHING(
      Row.APP,
      "bruno",
      demo -> {
        Bruno.connect(demo, "googledrive", Bruno.GOOGLE);
        demo.account("bruno.diaz@gmail.example", "expire");
        demo.fault("googledrive", "hang");
        // The page reads the quota, which needs a new access token.
        demo.open("/app");
        demo.reloadUntil("[data-renewing]");
      },
      "[data-status=connected] [data-renewing]"),
  REVOCATION_PENDING(
      Row.DISCONNECT,
      "bruno",
      demo -> {
        demo.fault("googledrive", "server_error");
        Bruno.disconnect(demo);
      },
      "#disconnected [data-revocation=pending]"),
  REVOCATION_FAILED(
      Row.DISCONNECT,
      "bruno",
      demo -> {
        demo.fault("googledrive", "none");
        Bruno.connect(demo, "dropbox", Bruno.DROPBOX);
        demo.fault("dropbox", "revocation_refused");
        Bruno.disconnect(demo);
        demo.reloadUntil("#disconnected [data-revocation=failed]");
      },
      "#disconnected [data-revocation=failed] .badge.warn"),
  FORMER_REVOCATION_FAILED(
      Row.ACCOUNT, "bruno", Bruno::openFormer, "[data-former] [data-revocation=failed]"),
  NOT_YOURS(
      Row.ACCOUNT, "bruno", "/app/accounts/00000000-0000-4000-8000-000000000000", ".reference"),

  BAD_REQUEST(
      Row.REFUSALS,
      "bruno",
      demo -> {
        demo.open("/app");
        demo.changed("form[data-provider=onedrive] [name=mode]", "no-such-mode");
      },
      ".reference"),
  FORBIDDEN(
      Row.REFUSALS,
      "bruno",
      demo -> {
        demo.open("/app");
        demo.changed("form[data-provider=onedrive] [name=_csrf]", "of-an-older-page");
      },
      ".reference"),
  METHOD_NOT_ALLOWED(Row.REFUSALS, "bruno", "/app/connect", ".reference"),
  REFUSED_401(Row.REFUSALS, "bruno", "/demo/refusals/401", ".reference"),
  REFUSED_409(Row.REFUSALS, "bruno", "/demo/refusals/409", ".reference"),
  REFUSED_413(Row.REFUSALS, "bruno", "/demo/refusals/413", ".reference"),
  REFUSED_415(Row.REFUSALS, "bruno", "/demo/refusals/415", ".reference"),
  REFUSED_500(Row.REFUSALS, "bruno", "/demo/refusals/500", ".reference"),
  REFUSED_503(Row.REFUSALS, "bruno", "/demo/refusals/503", ".reference"),
  OPERATORS_ONLY(Row.OPERATORS, "bruno", "/ops/verification", ".reference"),

  APP_NEEDS_ATTENTION(Row.APP, "ana", "/app", "#attention-title + .cards form[data-reconnect]"),
  APP_NOTICE(Row.APP, "ana", "/app", "[data-notice]"),
  NOTIFICATIONS_UNREAD(Row.NOTIFICATIONS, "ana", "/app/notifications", "#bell b"),
  NOTIFICATIONS_READ(
      Row.NOTIFICATIONS,
      "ana",
      demo -> demo.browser().press("#acknowledge-all"),
      "[data-read=true]"),
  ACTIVITY_MOVED_AWAY(Row.ACTIVITY, "ana", "/app/activity", "[data-kind=transferred_out]"),

  APP_MANY(Row.APP, "carla", "/app", "[data-account]:nth-of-type(n + 10)"),
  MENU(
      Row.APP,
      "carla",
      demo -> {
        demo.open("/app");
        demo.browser().press("#menu summary");
      },
      "#menu[open] form[action='/logout']"),
  APP_SEARCH(Row.APP, "carla", "/app?show=dropbox", "#account-filter ~ section .rows"),
  APP_NONE_FOUND(Row.APP, "carla", "/app?q=no-such-account", "#none-found"),
  APP_DISCONNECTED(
      Row.APP,
      "carla",
      demo -> {
        demo.open("/app");
        demo.browser().press("#disconnected summary");
      },
      "#disconnected [data-revocation=unsupported]"),
  REVOCATION_DONE(
      Row.DISCONNECT,
      "carla",
      demo -> {
        demo.open("/app");
        demo.reloadUntil("#disconnected [data-revocation=revoked]");
        demo.browser().press("#disconnected summary");
      },
      "#disconnected [data-revocation=revoked]"),
  STORAGE(Row.APP, "carla", "/app/storage", "#by-provider"),
  ACTIVITY_MANY(Row.ACTIVITY, "carla", "/app/activity", "#activity-older"),
  ACTIVITY_OLDER(
      Row.ACTIVITY, "carla", demo -> demo.browser().press("#activity-older"), "#activity-newest"),
  ACTIVITY_MOVED_IN(
      Row.ACTIVITY, "carla", "/app/activity?kind=transferred_in", "[data-kind=transferred_in]"),
  ACTIVITY_NONE_LIKE_THAT(
      Row.ACTIVITY, "carla", "/app/activity?kind=transferred_out", "#activity-empty"),

  APP_OF_AN_OPERATOR(Row.OPERATORS, "olga", "/app", "[data-operator]"),
  OPS_OVERVIEW(Row.OPERATORS, "olga", "/ops", "#health.good"),
  OPS_OVERVIEW_WEEK(
      Row.OPERATORS,
      "olga",
      demo -> {
        demo.open("/ops?span=week");
        demo.browser().press("main details summary");
      },
      "details[open] table"),
  OPS_ACCOUNTS(Row.OPERATORS, "olga", "/ops/accounts", "#search"),
  OPS_ACCOUNTS_NONE(Row.OPERATORS, "olga", "/ops/accounts?q=nobody", "#none"),
  OPS_ACCOUNTS_FOUND(
      Row.OPERATORS, "olga", "/ops/accounts?status=connected", "#found [data-account]"),
  OPS_ACCOUNT(
      Row.OPERATORS,
      "olga",
      demo -> {
        demo.open("/ops/accounts?status=connected");
        demo.browser().press("#found a");
      },
      "#timeline [data-kind]"),
  OPS_ACCOUNT_FROZEN(
      Row.OPERATORS, "olga", demo -> Anas.operate(demo, "connected"), "#done.good + section"),
  ACCOUNT_OF_SUPPORT(
      Row.ACCOUNT,
      "olga",
      demo -> {
        String id = Anas.idInAddress(demo);
        demo.as("ana");
        demo.open("/app/accounts/" + id);
      },
      "#frozen"),
  OPS_ACCOUNTS_FROZEN(
      Row.OPERATORS, "olga", "/ops/accounts?status=frozen", "#found [data-status=frozen]"),
  OPS_ACCOUNT_UNFROZEN(
      Row.OPERATORS,
      "olga",
      demo -> Anas.operate(demo, "frozen"),
      "[data-status=connected] #done.good"),
  OPS_SERVICE_CALLS(Row.OPERATORS, "olga", "/ops/service-calls", "#none"),
  OPS_VERIFICATION(Row.OPERATORS, "olga", "/ops/verification", "[data-criterion]"),
  OPS_KEYS(Row.OPERATORS, "olga", "/ops/keys", "[data-key]"),
  OPS_WEBHOOKS(Row.OPERATORS, "olga", "/ops/webhooks", "#figures"),

  DEMO(Row.DEMO, "olga", "/demo", ".people"),
  DEMO_PLAYED(Row.DEMO, "olga", demo -> demo.play("race"), "#played .log"),
  DEMO_FAULT(
      Row.DEMO,
      "olga",
      demo -> demo.fault("dropbox", "hang"),
      "form[data-provider=dropbox] .badge.warn"),

  OFFER_LOADING(
      Row.TRANSFER,
      "bruno",
      demo -> {
        demo.play("reset");
        demo.as("bruno");
        demo.open("/app");
        demo.hold("/cloud/transfer-ownership/preview");
        demo.connect("onedrive", ANAS_DRIVE);
      },
      Offer.in("loading")),
  OFFER(
      Row.TRANSFER,
      "bruno",
      demo -> {
        demo.letGo();
        Offer.make(demo);
      },
      Offer.in("offer")),
  DECLINED(
      Row.TRANSFER,
      "bruno",
      demo -> demo.browser().press("#transfer-keep"),
      "[data-code=declined]"),
  OFFER_PENDING(
      Row.TRANSFER,
      "bruno",
      demo -> {
        Offer.make(demo);
        demo.driver().navigate().refresh();
      },
      "#pending-offer"),
  SENDING(
      Row.TRANSFER,
      "bruno",
      demo -> {
        Offer.make(demo);
        demo.hold("/cloud/transfer-ownership");
        Offer.take(demo);
      },
      Offer.in("sending")),
  TRANSFERRED(
      Row.TRANSFER,
      "bruno",
      demo -> {
        demo.letGo();
        Offer.make(demo);
        Offer.take(demo);
      },
      "[data-code=transferred] ~ section .fresh"),
  EXPIRED(
      Row.TRANSFER,
      "bruno",
      demo -> {
        demo.play("overtaken");
        Offer.make(demo);
        demo.meanwhile(() -> demo.play("offers_end"));
        Offer.take(demo);
      },
      Offer.in("ended")),
  OVERTAKEN(
      Row.TRANSFER,
      "bruno",
      demo -> {
        Offer.make(demo);
        demo.meanwhile(() -> demo.play("overtaken"));
        Offer.take(demo);
      },
      Offer.in("ended")),
  COOLING_DOWN(
      Row.TRANSFER,
      "bruno",
      demo -> {
        demo.play("worn_out");
        demo.open("/app");
        demo.connect("onedrive", ANAS_DRIVE);
      },
      Offer.in("ended")),
  RELEASED(
      Row.TRANSFER,
      "bruno",
      demo -> {
        demo.play("reset");
        Offer.make(demo);
        demo.meanwhile(() -> demo.play("let_go"));
        Offer.take(demo);
      },
      Offer.in("ended")),
  ALREADY_YOURS(
      Row.TRANSFER,
      "bruno",
      demo -> {
        demo.play("overtaken");
        Offer.make(demo);
        demo.meanwhile(
            () -> {
              demo.play("let_go");
              demo.open("/app");
              demo.connect("onedrive", ANAS_DRIVE);
              demo.browser().see("[data-code=connected]");
            });
        Offer.take(demo);
      },
      Offer.in("ended")),
  REPLACED(
      Row.TRANSFER,
      "bruno",
      demo -> {
        demo.play("overtaken");
        Offer.make(demo);
        demo.meanwhile(() -> Offer.make(demo));
        Offer.take(demo);
      },
      Offer.in("ended")),
  NO_OFFER(
      Row.TRANSFER,
      "bruno",
      "/app?error=ownership_conflict&provider=onedrive#transfer_token=no.such.offer",
      Offer.in("ended")),
  OTHER_SESSION(
      Row.TRANSFER,
      "bruno",
      demo -> {
        Offer.make(demo);
        String address = Offer.address(demo);
        demo.as("ana");
        demo.driver().get(address);
      },
      Offer.in("ended")),
  SIGNED_OUT(
      Row.TRANSFER,
      "bruno",
      demo -> {
        Offer.make(demo);
        demo.loseSession();
        Offer.take(demo);
      },
      Offer.in("ended")),
  PAGE_TOO_OLD(
      Row.TRANSFER,
      "bruno",
      demo -> {
        Offer.make(demo);
        demo.meanwhile(
            () -> {
              demo.open("/login");
              demo.choose("carla");
            });
        Offer.take(demo);
      },
      Offer.in("ended")),
  NO_NETWORK(
      Row.TRANSFER,
      "bruno",
      demo -> {
        Offer.make(demo);
        demo.network(false);
        Offer.take(demo);
      },
      Offer.in("offer") + " #transfer-say.bad"),
  DATABASE_AWAY(
      Row.TRANSFER,
      "bruno",
      demo -> {
        demo.network(true);
        Offer.make(demo);
        demo.meanwhile(() -> demo.play("offers_held"));
        Offer.take(demo);
      },
      Offer.in("offer") + " #transfer-say.bad"),

  TOO_MANY_REQUESTS(
      Row.REFUSALS,
      "bruno",
      demo -> {
        demo.play("reset");
        demo.whileAskedTooOften("b0000000-0000-4000-8000-000000000002", "/app/storage");
      },
      ".reference");

  private final Row row;
  private final String user;
  private final Consumer<DemoBrowser> way;
  private final String sees;

  /** The rows of the inventory of pages. */
  enum Row {
    HOME,
    LOGIN,
    APP,
    CONNECT,
    ACCOUNT,
    RECONNECT,
    DISCONNECT,
    ACTIVITY,
    NOTIFICATIONS,
    SETTINGS,
    ERRORS,
    API,
    DEMO,
    PROVIDER,
    REFUSALS,
    TRANSFER,
    OPERATORS
  }

  /** An outcome of the callback or a form, as shown on the accounts page. */
  State(String code) {
    this(Row.APP, "bruno", "/app?error=" + code + "&provider=onedrive", "[data-code=" + code + "]");
  }

  State(Row row, String user, String address, String sees) {
    this(row, user, demo -> demo.open(address), sees);
  }

  /**
   * A state that is reached by actions.
   *
   * @param user the signed-in user; none if empty
   * @param sees a selector that matches in this state of the page only
   */
  State(Row row, String user, Consumer<DemoBrowser> way, String sees) {
    this.row = row;
    this.user = user;
    this.way = way;
    this.sees = sees;
  }

  private static Consumer<DemoBrowser> asked(String provider) {
    return demo -> {
      demo.open("/app");
      demo.browser().press("[data-tile=" + provider + "]");
    };
  }

  Row row() {
    return row;
  }

  /** The name of its screenshots. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  void reach(DemoBrowser demo) {
    demo.as(user);
    way.accept(demo);
    demo.browser().see(sees);
  }

  /** The operator's actions on an account of Ana. */
  private static final class Anas {
    private static final String ID = "a0000000-0000-4000-8000-000000000001";

    /** Freezes the first connected one, or unfreezes the one that is frozen. */
    static void operate(DemoBrowser demo, String status) {
      demo.open("/ops/accounts?q=" + ID);
      demo.browser().press("#found [data-status=" + status + "] a");
      demo.browser().see("#actions textarea").sendKeys("4711");
      demo.browser().press("#freeze");
    }

    static String idInAddress(DemoBrowser demo) {
      return String.valueOf(demo.driver().getCurrentUrl())
          .replaceAll(".*/accounts/([0-9a-f-]{36}).*", "$1");
    }
  }

  /** Bruno's actions on Bruno's own Dropbox. */
  private static final class Bruno {
    private static final String GOOGLE = "100000000000000000002";
    private static final String DROPBOX = "dbid:AADemoBruno-00000000000000000000002";

    static void connect(DemoBrowser demo, String provider, String account) {
      demo.open("/app");
      demo.connect(provider, account);
      demo.browser().see("[data-code=connected]");
    }

    /** Disconnects the only account that Bruno has then. */
    static void disconnect(DemoBrowser demo) {
      demo.open("/app");
      demo.browser().press("[data-account] a[href$='/disconnect']");
      demo.browser().press("form[action='/app/disconnect'] .primary");
      demo.browser().see("[data-code=disconnected]");
    }

    /** Opens the page of the account that was just disconnected, which the previous page linked. */
    static void openFormer(DemoBrowser demo) {
      demo.driver().navigate().back();
      demo.driver().get(String.valueOf(demo.driver().getCurrentUrl()).replace("/disconnect", ""));
    }

    static void openAccount(DemoBrowser demo) {
      demo.open("/app");
      demo.browser().press("[data-account] [data-open]");
      demo.browser().see("main[data-page=account]");
    }

    static void reconnect(DemoBrowser demo, String account) {
      demo.browser().press("form[data-reconnect] button");
      demo.allow(account);
    }
  }

  /** The offer of Ana's OneDrive to Bruno. */
  private static final class Offer {
    static String in(String state) {
      return "#transfer-dialog[open][data-state=" + state + "]";
    }

    static void make(DemoBrowser demo) {
      demo.open("/app");
      demo.connect("onedrive", ANAS_DRIVE);
      demo.browser().see(in("offer"));
    }

    static void take(DemoBrowser demo) {
      demo.browser().press("#transfer-move");
    }

    /** The address that the browser was redirected to, from the browser's log. */
    static String address(DemoBrowser demo) {
      return String.valueOf(
          Objects.requireNonNull(
              demo.driver()
                  .executeScript(
                      "return performance.getEntriesByType('navigation').map(entry => entry.name).find(name => name.includes('#'))")));
    }
  }
}
