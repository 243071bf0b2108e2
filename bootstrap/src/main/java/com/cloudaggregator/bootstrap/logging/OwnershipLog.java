package com.cloudaggregator.bootstrap.logging;

import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.AccessRefused;
import com.cloudaggregator.domain.event.AccountEvent.AccountAdopted;
import com.cloudaggregator.domain.event.AccountEvent.AccountConnected;
import com.cloudaggregator.domain.event.AccountEvent.AccountReconnected;
import com.cloudaggregator.domain.event.AccountEvent.AccountReleased;
import com.cloudaggregator.domain.event.AccountEvent.AnswerNotShown;
import com.cloudaggregator.domain.event.AccountEvent.CallbackAnswer;
import com.cloudaggregator.domain.event.AccountEvent.ClaimFailed;
import com.cloudaggregator.domain.event.AccountEvent.ClientRefused;
import com.cloudaggregator.domain.event.AccountEvent.CredentialsRefreshed;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;
import com.cloudaggregator.domain.event.AccountEvent.DuplicateAnswered;
import com.cloudaggregator.domain.event.AccountEvent.IdempotentRaceResolved;
import com.cloudaggregator.domain.event.AccountEvent.LateRefreshDropped;
import com.cloudaggregator.domain.event.AccountEvent.OwnerLookupFailed;
import com.cloudaggregator.domain.event.AccountEvent.OwnerMissing;
import com.cloudaggregator.domain.event.AccountEvent.OwnershipConflict;
import com.cloudaggregator.domain.event.AccountEvent.OwnershipTransferred;
import com.cloudaggregator.domain.event.AccountEvent.ReconnectNeeded;
import com.cloudaggregator.domain.event.AccountEvent.RefreshPostponed;
import com.cloudaggregator.domain.event.AccountEvent.ResolutionFailed;
import com.cloudaggregator.domain.event.AccountEvent.SuccessShown;
import com.cloudaggregator.domain.event.AccountEvent.TransferPreviewed;
import com.cloudaggregator.domain.event.AccountEvent.UnlistedAnswer;
import com.cloudaggregator.domain.event.StoreFault;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes the log lines that operators search for, in the exact words of docs/contract.md, section
 * 7, independent of the server's language. Each line is built from the parts of the event. With
 * structured logging the text is the message and the parts are fields.
 */
final class OwnershipLog implements AccountEvents {
  static final String LOGGER = "com.cloudaggregator.ownership";
  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  private final UnaryOperator<String> identifiers;

  /**
   * @param identifiers renders the id of a user or an account
   */
  OwnershipLog(UnaryOperator<String> identifiers) {
    this.identifiers = identifiers;
  }

  @Override
  public void publish(AccountEvent event) {
    String account = shown(event.account().subject());
    switch (event) {
      case DuplicateAccount(_, var constraint) ->
          line(event, "UNIQUE_VIOLATION")
              .and("sqlstate", "23505")
              .and("constraint", constraint)
              .write(
                  "Constraint 23505 detected for provider_account_id=%s. Error: duplicate key value violates unique "
                      + "constraint \"%s\" DETAIL: Key (provider, provider_account_id)=(%s, %s) already exists.",
                  account, constraint, event.provider(), account);
      case OwnershipConflict(_, var actual, var requesting) ->
          line(event, "23505")
              .and("actual_owner", shown(actual))
              .and("requesting_user", shown(requesting))
              .write(
                  "Ownership conflict: provider_account_id=%s actual_owner=%s requesting_user=%s",
                  account, shown(actual), shown(requesting));
      case IdempotentRaceResolved(_, var user) ->
          line(event, "23505")
              .and("user_id", shown(user))
              .write(
                  "Idempotent race condition resolved: provider_account_id=%s user_id=%s",
                  account, shown(user));
      case OwnerLookupFailed(_, var fault) ->
          line(event, "23505")
              .and(fault)
              .write(
                  "Failed to query owner after UNIQUE violation: %s - %s",
                  fault.exceptionClass(), fault.message());
      case OwnerMissing _ ->
          line(event, "23505")
              .write("No owner found after UNIQUE violation for provider_account_id=%s", account);
      case ClaimFailed(_, var fault) -> claimFailed(line(event, "UPSERT_ERROR").and(fault), fault);
      case AccountConnected(_, var id, var owner, var epoch) ->
          owned(event, "CONNECTED", "Account connected", id, owner, epoch);
      case AccountReconnected(_, var id, var owner, var epoch) ->
          owned(event, "RECONNECTED", "Account reconnected", id, owner, epoch);
      case AccountAdopted(_, var id, var owner, var epoch) ->
          owned(event, "ADOPTED", "Released account connected", id, owner, epoch);
      case AccountReleased(_, var id, var owner, var epoch) ->
          owned(event, "RELEASED", "Account released", id, owner, epoch);
      case OwnershipTransferred(_, var id, _, var from, var to, var epoch) ->
          line(event, "TRANSFERRED")
              .and("account_id", id.toString())
              .and("from_user", shown(from))
              .and("to_user", shown(to))
              .and("epoch", epoch.toString())
              .write(
                  "Ownership transferred: provider_account_id=%s from_user=%s to_user=%s epoch=%s",
                  account, shown(from), shown(to), epoch);
      case ReconnectNeeded(_, var id, var owner, var epoch, var reason) ->
          line(event, "NEEDS_RECONNECT")
              .and("account_id", id.toString())
              .and("user_id", shown(owner))
              .and("epoch", epoch.toString())
              .and("reason", reason.code())
              .write(
                  "Account needs to be reconnected: provider_account_id=%s user_id=%s epoch=%s reason=%s",
                  account, shown(owner), epoch, reason.code());
      case RefreshPostponed(_, var id, var epoch, var trouble) ->
          postponed(event, id, epoch, trouble);
      case LateRefreshDropped(_, var id, var epoch) ->
          line(event, "REFRESH_DROPPED")
              .and("account_id", id.toString())
              .and("epoch", epoch.toString())
              .write(
                  "Refresh came too late and was dropped: provider_account_id=%s epoch=%s",
                  account, epoch);
      case CredentialsRefreshed(_, var id, var epoch) ->
          line(event, "REFRESHED")
              .and("account_id", id.toString())
              .and("epoch", epoch.toString())
              .write("Credentials refreshed: provider_account_id=%s epoch=%s", account, epoch);
      case ClientRefused _ -> clientRefused(line(event, "CLIENT_REFUSED"), event.provider());
      case UnlistedAnswer _ ->
          line(event, "UNLISTED_ANSWER")
              .write(
                  "The callback had a result that is not one of its outcomes and answered database_error");
      case AnswerNotShown(_, var answer) ->
          line(event, "ANSWER_NOT_SHOWN")
              .write(
                  "The page that was to show %s failed: provider_account_id=%s",
                  answer == CallbackAnswer.CONFLICT ? "the offer" : "the success", account);
      case AccessRefused(_, var category) ->
          line(event, "ACCESS_REFUSED")
              .and("category", category.code())
              .write("The provider did not grant access: category=%s", category.code());
      case DuplicateAnswered _, ResolutionFailed _, TransferPreviewed _, SuccessShown _ -> {
        // The access line has the answer, and the line of the failed claim has the cause.
      }
    }
  }

  /** Whether the level of the logger suppresses this event's line. */
  boolean hides(AccountEvent event) {
    return !LOG.isEnabledForLevel(levelOf(event));
  }

  private static Level levelOf(AccountEvent event) {
    return switch (event) {
      case OwnerLookupFailed _, OwnerMissing _, ClaimFailed _, UnlistedAnswer _, ClientRefused _ ->
          Level.ERROR;
      case RefreshPostponed(_, _, _, var trouble) ->
          trouble == RefreshFailure.CLIENT_REFUSED ? Level.ERROR : Level.WARN;
      case DuplicateAccount _, OwnershipConflict _, ReconnectNeeded _, AnswerNotShown _ ->
          Level.WARN;
      case IdempotentRaceResolved _,
          AccountConnected _,
          AccountReconnected _,
          AccountAdopted _,
          AccountReleased _,
          OwnershipTransferred _,
          AccessRefused _,
          LateRefreshDropped _ ->
          Level.INFO;
      case CredentialsRefreshed _,
          DuplicateAnswered _,
          ResolutionFailed _,
          TransferPreviewed _,
          SuccessShown _ ->
          Level.DEBUG;
    };
  }

  private static void claimFailed(Line line, StoreFault fault) {
    switch (fault.kind()) {
      case OTHER_UNIQUE_CONSTRAINT ->
          line.write("Other UNIQUE constraint violated: %s", fault.constraint());
      case UNAVAILABLE, USER_ERASED, FAILED ->
          line.write(
              "Non-UNIQUE database error: %s - %s%s",
              fault.exceptionClass(),
              fault.sqlState() == null ? "" : fault.sqlState() + ", ",
              fault.message());
    }
  }

  private void postponed(AccountEvent event, AccountId id, Epoch epoch, RefreshFailure trouble) {
    String account = shown(event.account().subject());
    switch (trouble) {
      case UNAVAILABLE, RATE_LIMITED ->
          line(event, "REFRESH_POSTPONED")
              .and("account_id", id.toString())
              .and("epoch", epoch.toString())
              .and("trouble", trouble.code())
              .write(
                  "Refresh postponed, the account stays connected: provider_account_id=%s epoch=%s trouble=%s",
                  account, epoch, trouble.code());
      case CLIENT_REFUSED ->
          clientRefused(
              line(event, "CLIENT_REFUSED")
                  .and("account_id", id.toString())
                  .and("epoch", epoch.toString()),
              event.provider());
    }
  }

  private static void clientRefused(Line line, Provider provider) {
    line.write(
        "The provider refuses our client, accounts stay connected: check"
            + " cloud-aggregator.providers.%s.client-id and client-secret",
        provider);
  }

  private void owned(
      AccountEvent event, String action, String text, AccountId id, UserId user, Epoch epoch) {
    line(event, action)
        .and("account_id", id.toString())
        .and("user_id", shown(user))
        .and("epoch", epoch.toString())
        .write(
            "%s: provider_account_id=%s user_id=%s epoch=%s",
            text, shown(event.account().subject()), shown(user), epoch);
  }

  private String shown(UserId user) {
    return shown(user.value());
  }

  private String shown(String identifier) {
    return identifiers.apply(identifier);
  }

  private Line line(AccountEvent event, String action) {
    return new Line(
            levelOf(event),
            "[" + event.provider().upperCaseId() + "][" + action + "] ",
            new LinkedHashMap<>())
        .and("action", action)
        .and("provider", event.provider().id())
        .and("provider_account_id", shown(event.account().subject()));
  }

  /** A line that is being built. */
  private record Line(Level level, String prefix, Map<String, String> fields) {

    Line and(String field, String value) {
      fields.put(field, value);
      return this;
    }

    Line and(StoreFault fault) {
      fields.put("exception", fault.exceptionClass());
      if (fault.sqlState() != null) {
        fields.put("sqlstate", fault.sqlState());
      }
      if (fault.constraint() != null) {
        fields.put("constraint", fault.constraint());
      }
      return this;
    }

    void write(String format, @org.jspecify.annotations.Nullable Object... parts) {
      var builder = LOG.atLevel(level);
      for (Map.Entry<String, String> field : fields.entrySet()) {
        builder = builder.addKeyValue(field.getKey(), field.getValue());
      }
      // One event is one line: line breaks in a server's message are removed.
      builder.log(
          (prefix + format.formatted(parts)).replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " "));
    }
  }
}
