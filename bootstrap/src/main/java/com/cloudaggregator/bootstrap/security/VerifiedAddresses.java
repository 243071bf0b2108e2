package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.notice.EmailAddress;
import com.cloudaggregator.application.notice.ManageContact;
import com.cloudaggregator.domain.account.UserId;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the address of a caller whose verified token has the claims {@code email} and {@code
 * email_verified=true} (<a
 * href="https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims">OpenID Connect Core,
 * section 5.1</a>). It serves for notices only. A failure never fails the request.
 */
final class VerifiedAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(VerifiedAddresses.class);
  private static final int MAX_USERS = 10_000;

  /** A bearer token comes with every request; its address is written this often at most. */
  private static final Duration WRITTEN = Duration.ofMinutes(10);

  private final ManageContact contacts;
  private final Cache<UserId, EmailAddress> written =
      Caffeine.newBuilder().maximumSize(MAX_USERS).expireAfterWrite(WRITTEN).build();

  VerifiedAddresses(ManageContact contacts) {
    this.contacts = contacts;
  }

  /** The address in the claims of a verified token; empty unless the issuer has verified it. */
  static Optional<EmailAddress> find(Map<String, Object> claims) {
    return Boolean.TRUE.equals(claims.get("email_verified"))
            && claims.get("email") instanceof String email
            && EmailAddress.isAddress(email)
        ? Optional.of(new EmailAddress(email))
        : Optional.empty();
  }

  /**
   * @param language of the e-mails, if the user has chosen none yet
   */
  void remember(UserId user, EmailAddress address, Locale language) {
    if (!contacts.isOffered() || address.equals(written.getIfPresent(user))) {
      return;
    }
    written.put(user, address);
    try {
      contacts.remember(user, address, language);
    } catch (StoreException e) {
      LOG.warn("A user's e-mail address could not be stored; it will be tried again in 10 minutes");
    }
  }
}
