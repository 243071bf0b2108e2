package com.cloudaggregator.oauth.token;

import static com.cloudaggregator.domain.account.ReconnectReason.CONSENT_REVOKED;
import static com.cloudaggregator.domain.account.ReconnectReason.INVALID_GRANT;
import static com.cloudaggregator.domain.account.ReconnectReason.REFRESH_TOKEN_EXPIRED;

import com.cloudaggregator.domain.account.ReconnectReason;
import com.cloudaggregator.domain.credential.RefreshFailure;
import com.cloudaggregator.domain.credential.RefreshVerdict;
import com.cloudaggregator.oauth.refusal.Meaning;
import java.util.EnumSet;
import java.util.Set;

/** What the meaning of a refusal leads to at a refresh. */
final class RefusedRefreshes {
  /** The provider answered, but the effect of the request is unknown. */
  static final RefreshVerdict UNCLEAR =
      new RefreshVerdict.Transient(RefreshFailure.UNAVAILABLE, null, true);

  /** Reasons with which a provider may refuse a rotated refresh token. */
  private static final Set<ReconnectReason> ABOUT_THE_TOKEN =
      EnumSet.of(INVALID_GRANT, CONSENT_REVOKED, REFRESH_TOKEN_EXPIRED);

  private RefusedRefreshes() {}

  static RefreshVerdict verdict(Meaning meaning) {
    ReconnectReason reason = meaning.reconnect();
    if (reason != null) {
      return new RefreshVerdict.Terminal(reason);
    }
    return switch (meaning) {
      case CLIENT, CLIENT_OR_TENANT -> new RefreshVerdict.ClientRefused();
      case LATER -> new RefreshVerdict.Transient(RefreshFailure.UNAVAILABLE, null, false);
      case TOO_OFTEN -> new RefreshVerdict.Transient(RefreshFailure.RATE_LIMITED, null, false);
      default -> UNCLEAR;
    };
  }

  /** Whether the provider may have refused only because it has rotated the token. */
  static boolean isAboutTheToken(RefreshVerdict verdict) {
    return verdict instanceof RefreshVerdict.Terminal(var reason)
        && ABOUT_THE_TOKEN.contains(reason);
  }
}
