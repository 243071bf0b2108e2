package com.cloudaggregator.web;

import com.cloudaggregator.application.account.ListActivity;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.Happening;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a user's history is asked for, of the API and of the page alike.
 *
 * @param account null for all
 * @param kind null for every kind
 * @param after null for the first page
 */
record ActivityRequest(
    @Nullable AccountId account, Happening.@Nullable Kind kind, Happening.@Nullable Mark after, int limit) {
  private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_-]{32}|[A-Za-z0-9_-]{43}");

  /** Strict: what is not understood is refused. */
  static ActivityRequest of(Query query) {
    int limit = PageRequest.limit(query);
    Optional<AccountId> account = query.atMostOnce("account_id")
        .map(text -> Identifiers.parse(text).map(AccountId::new).orElseThrow(ActivityRequest::refused));
    Optional<Happening.Kind> kind =
        query.atMostOnce("kind").map(text -> Happening.Kind.of(text).orElseThrow(ActivityRequest::refused));
    Optional<Happening.Mark> after =
        query.atMostOnce("cursor").map(text -> mark(text).orElseThrow(ActivityRequest::refused));
    return new ActivityRequest(account.orElse(null), kind.orElse(null), after.orElse(null), limit);
  }

  ListActivity.Page read(ListActivity activity, UserId user) {
    return activity.list(user, account, kind, after, limit);
  }

  /** The cursor says nothing to a reader, and is taken for nobody but whom the change concerned. */
  static String cursor(Happening.Mark mark) {
    UUID id = mark.account().value();
    ByteBuffer bytes = ByteBuffer.allocate(mark.turn() == 0 ? 24 : 32)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .putLong(mark.epoch().value());
    if (mark.turn() != 0) {
      bytes.putLong(mark.turn());
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  static Optional<Happening.Mark> mark(String cursor) {
    if (!CURSOR.matcher(cursor).matches()) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
    UUID id = new UUID(bytes.getLong(), bytes.getLong());
    long epoch = bytes.getLong();
    long turn = bytes.hasRemaining() ? bytes.getLong() : 0;
    return epoch < 1 || turn < 0
        ? Optional.empty()
        : Optional.of(new Happening.Mark(new AccountId(id), new Epoch(epoch), turn));
  }

  private static RefusedRequest refused() {
    return new RefusedRequest(ErrorCode.VALIDATION_FAILED);
  }
}
