package com.cloudaggregator.application.session;

import com.cloudaggregator.application.port.SessionEnds;
import com.cloudaggregator.domain.account.UserId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ends all sessions of a user at once, also those that other nodes hold in memory: a session keeps the mark of the last
 * end that was there when it began, and stands as long as no other is the last ({@code docs/decisions/0053}).
 */
public final class UserSessions {
  private final SessionEnds ends;

  public UserSessions(SessionEnds ends) {
    this.ends = ends;
  }

  /** What a session has to keep that begins now. */
  public String begin(UserId user) {
    return ends.last(user).map(UUID::toString).orElse("");
  }

  /** @param begunWith what {@link #begin} gave; null, for a session that did not begin so, never stands */
  public boolean stands(UserId user, @Nullable String begunWith) {
    return begunWith != null
        && ends.last(user).map(last -> last.toString().equals(begunWith)).orElse(true);
  }

  /** None that has begun up to now stands when this returns; one that begins afterwards does. */
  public void endAll(UserId user) {
    ends.end(user);
  }
}
