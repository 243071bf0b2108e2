package com.cloudaggregator.web;

import com.cloudaggregator.application.account.StorageSummary;
import com.cloudaggregator.application.connect.Refusal;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.ownership.Happening;
import com.cloudaggregator.domain.ownership.TransferNotice;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;

/** The words of the accounts page in one language. Nothing of the request is repeated, only looked up. */
final class AppPage {
  /** What the page may be told by its address: the outcomes of the callback, and of the page's own forms. */
  private static final Set<ErrorCode> ERRORS = Stream.concat(
          Arrays.stream(Refusal.values()).map(refusal -> ErrorCode.valueOf(refusal.name())),
          Stream.of(ErrorCode.OWNERSHIP_CONFLICT, ErrorCode.ACCOUNT_NOT_FOUND))
      .collect(Collectors.toUnmodifiableSet());

  private static final Set<String> DONE = Set.of("transferred", "declined", "disconnected", "understood");
  private static final Set<String> GLAD = Set.of("transferred", "disconnected");
  private static final Set<Happening.Kind> CONNECTED = Set.of(
      Happening.Kind.CONNECTED, Happening.Kind.ADOPTED, Happening.Kind.RECONNECTED, Happening.Kind.TRANSFERRED_IN);
  private static final int SERVER_ERROR = 500;
  private static final double GIGABYTE = 1024.0 * 1024 * 1024;

  /** Places that the script fills, by the order of the text's arguments. */
  private static final Map<String, List<String>> PLACES = Map.of(
      "expiry", List.of("{time}", "{minutes}"),
      "expiry.one", List.of("{time}"),
      "expiry.none", List.of("{time}"),
      "transfer_cooldown", List.of("{time}"),
      "proof", List.of("{vendor}"),
      "space", List.of("{used}", "{total}"),
      "space.open", List.of("{used}"));

  private static final List<String> SCRIPT_TEXTS = List.of(
      "loading", "title", "proof", "files", "expiry", "expiry.one", "expiry.none", "move", "retry", "close", "again",
      "sending", "cloud", "ended.title", "ended.already_yours", "transfer_token_expired", "transfer_token_invalid",
      "account_not_found", "owner_changed", "already_yours", "released", "transfer_token_other_user",
      "transfer_cooldown", "cooldown", "authentication_required", "forbidden", "trouble", "space",
      "space.open", "space.unavailable", "space.none");

  private static final List<String> SPACE_TEXTS = List.of("space", "space.open", "space.unavailable", "space.none");

  private final MessageSource messages;
  private final Locale locale;
  private final List<ProviderProfile> providers;
  private final DateTimeFormatter day;
  private final DateTimeFormatter minute;

  /**
   * A provider that can be connected, or why not.
   *
   * @param scopes what it will be asked to allow
   * @param property what an operator sets to switch it on
   * @param variable the same in the environment
   */
  record Tile(
      String id, String name, String vendor, boolean configured, List<Scope> scopes, String property, String variable) {}

  /**
   * An account of the user's.
   *
   * @param reason why it needs attention; null when it does not
   * @param fresh whether it is what the page was opened for
   * @param lost when it began to need attention; null when it does not, or nothing is kept of it
   * @param refreshing whether its access was being renewed when the page was made
   */
  record Card(
      String id,
      String provider,
      String providerName,
      String label,
      String status,
      @Nullable String reason,
      String since,
      String sinceText,
      boolean fresh,
      @Nullable Moment lost,
      boolean refreshing) {}

  /** A moment, and how it is read where the script does not put it into the reader's own time. */
  record Moment(String at, String text) {}

  /**
   * An account that was moved away.
   *
   * @param back whether it has come back since
   */
  record Notice(
      String id,
      String provider,
      String providerName,
      String vendor,
      String label,
      String at,
      String atText,
      boolean read,
      boolean back) {}

  /**
   * A line of the user's history.
   *
   * @param label in words where the account has none that he may read
   */
  record Event(String account, String provider, String kind, String sentence, String label, String at, String atText) {}

  /** How full an account is, in words. */
  record Space(String account, String provider, String label, String status, String text) {}

  /** What we may do, in plain words, and as the provider calls what it takes, with blanks between. */
  record Scope(String name, String reason) {}

  /**
   * What just happened.
   *
   * @param explained whether the catalogue has a page for it
   */
  record Message(String code, String tone, String text, boolean explained) {}

  AppPage(MessageSource messages, Locale locale, List<ProviderProfile> providers) {
    this.messages = messages;
    this.locale = locale;
    this.providers = providers;
    // The server does not know the reader's time zone; the script puts the times into it.
    this.day = DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(locale).withZone(ZoneOffset.UTC);
    this.minute = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
        .withLocale(locale)
        .withZone(ZoneOffset.UTC);
  }

  List<Tile> tiles() {
    return providers.stream()
        .map(each -> new Tile(
            each.provider().id(),
            each.displayName(),
            vendor(each.provider()),
            each.configured(),
            scopes(each.scopes()),
            "cloud-aggregator.providers." + each.provider().id() + ".client-id",
            "CLOUDAGGREGATOR_PROVIDERS_" + each.provider().id().toUpperCase(Locale.ROOT) + "_CLIENTID"))
        .toList();
  }

  Card card(CloudAccount account, boolean fresh) {
    return card(account, fresh, null, false);
  }

  Card card(CloudAccount account, boolean fresh, @Nullable Instant lost, boolean refreshing) {
    Provider provider = account.providerAccount().provider();
    String label = account.label().value();
    return new Card(
        account.id().toString(),
        provider.id(),
        name(provider),
        label.isEmpty() ? text("account.unnamed") : label,
        account.status().name().toLowerCase(Locale.ROOT),
        account.reason() == null ? null : text("account.reason." + account.reason().code()),
        account.connectedAt().toString(),
        day.format(account.connectedAt()),
        fresh,
        lost == null ? null : new Moment(lost.toString(), day.format(lost)),
        refreshing);
  }

  @Nullable Moment moment(@Nullable Instant at) {
    return at == null ? null : new Moment(at.toString(), utc(at));
  }

  /** @param owned what its reader owns now */
  Notice notice(TransferNotice notice, List<CloudAccount> owned) {
    Provider provider = notice.provider();
    return new Notice(
        notice.id().toString(),
        provider.id(),
        name(provider),
        vendor(provider),
        notice.maskedLabel(),
        notice.at().toString(),
        utc(notice.at()),
        notice.acknowledgedAt() != null,
        owned.stream().anyMatch(account -> account.id().equals(notice.account())));
  }

  Event event(Happening happening) {
    String label = happening.labelOrNull();
    return new Event(
        happening.mark().account().toString(),
        happening.provider().id(),
        happening.kind().code(),
        text("activity.kind." + happening.kind().code(), name(happening.provider())),
        label == null || label.isEmpty() ? text("activity.formerly") : label,
        happening.at().toString(),
        utc(happening.at()));
  }

  Space space(StorageSummary.Account asked) {
    CloudAccount account = asked.account();
    Card card = card(account, false);
    return switch (asked.space()) {
      case StorageSummary.Space.Known(var used, var total) ->
          new Space(card.id(), card.provider(), card.label(), "ok", space(used, total));
      case StorageSummary.Space.Unavailable() ->
          new Space(card.id(), card.provider(), card.label(), "unavailable", text("transfer.space.unavailable"));
      case StorageSummary.Space.NeedsReconnect() -> new Space(
          card.id(), card.provider(), card.label(), "needs_reconnect", text("account.status.needs_reconnect"));
    };
  }

  /** In all; where nobody could tell, no figure is said. */
  String total(StorageSummary summary) {
    return summary.accounts().stream().anyMatch(each -> each.space() instanceof StorageSummary.Space.Known)
        ? space(summary.used(), summary.totalOrNull())
        : text("transfer.space.none");
  }

  /** Total null where there is no limit. */
  private String space(long used, @Nullable Long total) {
    return total == null
        ? text("transfer.space.open", gigabytes(used))
        : text("transfer.space", gigabytes(used), gigabytes(total));
  }

  /** As the providers count: 1024 by 1024 by 1024. */
  private String gigabytes(long bytes) {
    NumberFormat number = NumberFormat.getNumberInstance(locale);
    number.setMaximumFractionDigits(1);
    return number.format(bytes / GIGABYTE) + "\u00a0GB";
  }

  List<Scope> scopes(List<String> scopes) {
    Map<String, List<String>> byReason = scopes.stream()
        .collect(Collectors.groupingBy(AppPage::reason, LinkedHashMap::new, Collectors.toList()));
    return byReason.entrySet().stream()
        .map(each -> new Scope(String.join(" ", each.getValue()), text("scope." + each.getKey())))
        .toList();
  }

  /** By the words that providers use in the names of their scopes. */
  private static String reason(String scope) {
    String name = scope.toLowerCase(Locale.ROOT);
    if (name.contains("offline")) {
      return "offline";
    }
    if (name.contains("openid") || name.contains("profile") || name.contains("email") || name.contains("user.read")
        || name.contains("account_info")) {
      return "identity";
    }
    if (name.contains("write")) {
      return "write";
    }
    return name.contains("read") || name.contains("metadata") ? "read" : "other";
  }

  private String utc(Instant instant) {
    return minute.format(instant) + " UTC";
  }

  /**
   * Null for an address that says nothing, and for one that says what it may not.
   *
   * @param latest the newest of the user's history, by which a glad message can name the account; null when there is none
   */
  @Nullable Message message(
      @Nullable String connection,
      @Nullable String error,
      @Nullable String done,
      String provider,
      @Nullable Happening latest) {
    if (error != null) {
      return ErrorCode.of(error)
          .filter(ERRORS::contains)
          .map(code -> new Message(
              code.code(), tone(code), sentence("outcome." + code.code(), provider, "outcome.provider"), true))
          .orElse(null);
    }
    if ("success".equals(connection)) {
      return new Message("connected", "good", named(latest, provider, CONNECTED, "outcome.connected"), false);
    }
    if (done != null && done.equals("transferred")) {
      return new Message(
          done, "good", named(latest, provider, Set.of(Happening.Kind.TRANSFERRED_IN), "outcome.done.transferred"), false);
    }
    return done != null && DONE.contains(done)
        ? new Message(
            done, GLAD.contains(done) ? "good" : "", sentence("outcome.done." + done, provider, "transfer.cloud"), false)
        : null;
  }

  /** With the account's name where the history knows it. */
  private String named(
      @Nullable Happening latest, String provider, Set<Happening.Kind> kinds, String key) {
    String label = latest == null ? null : latest.labelOrNull();
    if (latest == null || label == null || label.isEmpty()
        || !latest.provider().id().equals(provider) || !kinds.contains(latest.kind())) {
      return sentence(key, provider, "transfer.cloud");
    }
    String masked = new AccountLabel(label).masked();
    return latest.kind() == Happening.Kind.RECONNECTED
        ? text("outcome.reconnected.named", name(latest.provider()), masked)
        : text(key + ".named", name(latest.provider()), masked);
  }

  private static String tone(ErrorCode code) {
    return switch (code) {
      case OWNERSHIP_CONFLICT, ACCESS_DENIED -> "";
      default -> code.status() >= SERVER_ERROR ? "bad" : "warn";
    };
  }

  private String sentence(String key, String provider, String unknown) {
    String words = text(key, known(provider).map(ProviderProfile::displayName).orElseGet(() -> text(unknown)));
    return words.substring(0, 1).toUpperCase(locale) + words.substring(1);
  }

  /** By key, as the script asks for them. */
  Map<String, String> scriptTexts() {
    return scriptTexts(SCRIPT_TEXTS);
  }

  /** The same of what says how full an account is. */
  Map<String, String> spaceTexts() {
    return scriptTexts(SPACE_TEXTS);
  }

  private Map<String, String> scriptTexts(List<String> keys) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : keys) {
      texts.put(key, text("transfer." + key, PLACES.getOrDefault(key, List.of("{provider}")).toArray()));
    }
    return texts;
  }

  Optional<ProviderProfile> known(String provider) {
    return providers.stream().filter(each -> each.provider().id().equals(provider)).findFirst();
  }

  String name(Provider provider) {
    return known(provider.id()).map(ProviderProfile::displayName).orElse(provider.id());
  }

  /** Where one signs in, which has another name than the drive: OneDrive is entered with a Microsoft account. */
  private String vendor(Provider provider) {
    return textOr("provider." + provider.id() + ".vendor", name(provider));
  }

  private String textOr(String key, String otherwise) {
    return Objects.requireNonNull(messages.getMessage(key, null, otherwise, locale));
  }

  private String text(String key, Object... arguments) {
    return messages.getMessage(key, arguments, locale);
  }
}
