package com.cloudaggregator.web.activity;

import com.cloudaggregator.application.Slice;
import com.cloudaggregator.application.activity.ListActivity;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.ActivityCursor;
import com.cloudaggregator.domain.ownership.ActivityEntry;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.PageRequest;
import com.cloudaggregator.web.request.QueryParameters;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requested part of a user's history, for the API and the page.
 *
 * @param account null for all accounts
 * @param kind null for all kinds
 * @param after null for the first page
 */
record ActivityRequest(
    @Nullable AccountId account,
    ActivityEntry.@Nullable Kind kind,
    @Nullable ActivityCursor after,
    int limit) {
  private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_-]{32}|[A-Za-z0-9_-]{43}");

  /** For the API: refuses invalid parameters. */
  static ActivityRequest of(QueryParameters query) {
    int limit = PageRequest.limit(query);
    Optional<AccountId> account =
        query
            .atMostOnce("account_id")
            .map(
                text ->
                    Identifiers.parse(text)
                        .map(AccountId::new)
                        .orElseThrow(ActivityRequest::invalidQuery));
    Optional<ActivityEntry.Kind> kind =
        query
            .atMostOnce("kind")
            .map(text -> ActivityEntry.Kind.of(text).orElseThrow(ActivityRequest::invalidQuery));
    Optional<ActivityCursor> after =
        query
            .atMostOnce("cursor")
            .map(text -> parseCursor(text).orElseThrow(ActivityRequest::invalidQuery));
    return new ActivityRequest(account.orElse(null), kind.orElse(null), after.orElse(null), limit);
  }

  Slice<ActivityEntry, ActivityCursor> read(ListActivity activity, UserId user) {
    return activity.list(user, account, kind, after, limit);
  }

  /** An opaque cursor. It is valid only for users of the entry. */
  static String cursor(ActivityCursor mark) {
    UUID id = mark.account().value();
    ByteBuffer bytes =
        ByteBuffer.allocate(mark.sequence() == 0 ? 24 : 32)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .putLong(mark.epoch().value());
    if (mark.sequence() != 0) {
      bytes.putLong(mark.sequence());
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  static Optional<ActivityCursor> parseCursor(String cursor) {
    if (!CURSOR.matcher(cursor).matches()) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
    UUID id = new UUID(bytes.getLong(), bytes.getLong());
    long epoch = bytes.getLong();
    long turn = bytes.hasRemaining() ? bytes.getLong() : 0;
    return epoch < 1 || turn < 0
        ? Optional.empty()
        : Optional.of(new ActivityCursor(new AccountId(id), new Epoch(epoch), turn));
  }

  private static ProblemException invalidQuery() {
    return new ProblemException(ErrorCode.VALIDATION_FAILED);
  }
}
