package com.cloudaggregator.web.account;

import com.cloudaggregator.application.connect.ConnectError;
import com.cloudaggregator.application.provider.Refusal.Denial;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.ownership.ActivityEntry;
import com.cloudaggregator.domain.ownership.ActivityEntry.Kind;
import com.cloudaggregator.web.page.PageText;
import com.cloudaggregator.web.problem.ErrorCode;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the accounts page says about the action that led to it.
 *
 * @param tone the CSS class; empty for a neutral message
 * @param explained whether the error catalogue has a page about it
 * @param label of the account that the text is about, with {@code §} in its place; null for none
 */
record ResultMessage(
    String code, String tone, String text, boolean explained, @Nullable String label) {
  /** Stands for the label in the text. */
  private static final String LABEL = "§";

  static final String CONNECTED = "connected";
  static final String DISCONNECTED = "disconnected";
  static final String DECLINED = "declined";
  private static final String TRANSFERRED = "transferred";
  private static final String GOOD = "good";
  private static final int SERVER_ERROR = 500;

  /**
   * The codes that the page's address may carry: the refusals of the callback and of the page's own
   * forms.
   */
  private static final Set<ErrorCode> ERRORS =
      Stream.concat(
              Arrays.stream(ConnectError.values())
                  .map(refusal -> ErrorCode.valueOf(refusal.name())),
              Stream.of(ErrorCode.OWNERSHIP_CONFLICT, ErrorCode.ACCOUNT_NOT_FOUND))
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<String> DENIALS =
      Arrays.stream(Denial.values()).map(Denial::code).collect(Collectors.toUnmodifiableSet());

  private static final Set<String> DONE = Set.of(TRANSFERRED, DECLINED, DISCONNECTED, "understood");
  private static final Set<Kind> CONNECTED_KINDS =
      Set.of(Kind.CONNECTED, Kind.ADOPTED, Kind.RECONNECTED, Kind.TRANSFERRED_IN);

  /**
   * The message for the parameters of the page's address; null for none, and for values that are
   * not allowed.
   *
   * @param reason says more about {@code access_denied}; ignored if it is not on the list
   * @param latest the newest entry of the user's history, from which a good message takes the
   *     account's name
   */
  static @Nullable ResultMessage find(
      @Nullable String connection,
      @Nullable String error,
      @Nullable String reason,
      @Nullable String done,
      String provider,
      @Nullable ActivityEntry latest,
      PageText text) {
    if (error != null) {
      return ErrorCode.of(error)
          .filter(ERRORS::contains)
          .map(code -> refused(code, reason, provider, text))
          .orElse(null);
    }
    if ("success".equals(connection)) {
      return nameAccount(CONNECTED, latest, provider, CONNECTED_KINDS, "outcome.connected", text);
    }
    if (done == null || !DONE.contains(done)) {
      return null;
    }
    return switch (done) {
      case TRANSFERRED ->
          nameAccount(
              done,
              latest,
              provider,
              Set.of(Kind.TRANSFERRED_IN),
              "outcome.done.transferred",
              text);
      case DISCONNECTED -> done(done, GOOD, provider, text);
      default -> done(done, "", provider, text);
    };
  }

  ResultMessage(String code, String tone, String text, boolean explained) {
    this(code, tone, text, explained, null);
  }

  /** The text before and after the label. */
  public String[] getWords() {
    return text.split(LABEL, -1);
  }

  /**
   * The user has kept an account where it is.
   *
   * @param label masked
   */
  static ResultMessage declined(String label, PageText text) {
    return new ResultMessage(
        DECLINED,
        "",
        text.get("outcome.done.declined.named", LABEL),
        false,
        text.nameOfMasked(label));
  }

  boolean isGood() {
    return tone.equals(GOOD);
  }

  private static ResultMessage refused(
      ErrorCode code, @Nullable String reason, String provider, PageText text) {
    String denial =
        code == ErrorCode.ACCESS_DENIED && reason != null && DENIALS.contains(reason)
            ? "." + reason
            : "";
    return new ResultMessage(
        code.code(),
        denial.isEmpty() || denial.endsWith(Denial.DECLINED.code()) ? toneOf(code) : "warn",
        nameProvider("outcome." + code.code() + denial, provider, "outcome.provider", text),
        true);
  }

  private static ResultMessage done(String done, String tone, String provider, PageText text) {
    return new ResultMessage(
        done, tone, nameProvider("outcome.done." + done, provider, "transfer.cloud", text), false);
  }

  private static String toneOf(ErrorCode code) {
    return switch (code) {
      case OWNERSHIP_CONFLICT, ACCESS_DENIED -> "";
      default -> code.status() >= SERVER_ERROR ? "bad" : "warn";
    };
  }

  /** Names the account if the newest entry of the history is about it. */
  private static ResultMessage nameAccount(
      String code,
      @Nullable ActivityEntry latest,
      String provider,
      Set<Kind> kinds,
      String key,
      PageText text) {
    String label = latest == null ? null : latest.labelOrNull();
    if (latest == null
        || label == null
        || label.isEmpty()
        || !latest.provider().id().equals(provider)
        || !kinds.contains(latest.kind())) {
      return new ResultMessage(
          code, GOOD, nameProvider(key, provider, "transfer.cloud", text), false);
    }
    String sentence = latest.kind() == Kind.RECONNECTED ? "outcome.reconnected" : key;
    return new ResultMessage(
        code,
        GOOD,
        text.get(sentence + ".named", text.nameOf(latest.provider()), LABEL),
        false,
        new AccountLabel(label).masked());
  }

  private static String nameProvider(
      String key, String provider, String unknownKey, PageText text) {
    String sentence =
        text.get(
            key,
            text.findProvider(provider)
                .map(ProviderProfile::displayName)
                .orElseGet(() -> text.get(unknownKey)));
    return sentence.substring(0, 1).toUpperCase(text.locale()) + sentence.substring(1);
  }
}
