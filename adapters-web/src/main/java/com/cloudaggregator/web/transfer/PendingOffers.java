package com.cloudaggregator.web.transfer;

import com.cloudaggregator.application.transfer.PreviewOutcome.Preview;
import com.cloudaggregator.domain.account.UserId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Remembers in the session which offer its user is looking at, until they decide or the offer
 * expires, so that the accounts page can lead back to it after a reload. It does not contain the
 * token: to continue, the user signs in to the account again and gets a new offer.
 */
@Component
public final class PendingOffers {
  private static final String ATTRIBUTE = PendingOffers.class.getName();

  private final Clock clock;

  PendingOffers(Clock clock) {
    this.clock = clock;
  }

  /**
   * An offer whose user has not decided. Its text does not name the user or the account.
   *
   * @param label masked
   */
  public record PendingOffer(String user, String provider, String label, Instant until) {

    /** As the session stores it. */
    private List<String> toTexts() {
      return List.of(user, provider, label, until.toString());
    }

    private static PendingOffer ofTexts(List<?> texts) {
      return new PendingOffer(
          (String) texts.get(0),
          (String) texts.get(1),
          (String) texts.get(2),
          Instant.parse((String) texts.get(3)));
    }

    @Override
    public String toString() {
      return "PendingOffer[" + provider + "]";
    }
  }

  /** Keeps nothing without a session, as for a bearer token. */
  void keep(UserId user, Preview offer, HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.setAttribute(
          ATTRIBUTE,
          new PendingOffer(
                  user.value(), offer.provider().id(), offer.maskedLabel(), offer.expiresAt())
              .toTexts());
    }
  }

  /** The user has decided, or the offer is no longer valid. */
  public void forget(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.removeAttribute(ATTRIBUTE);
    }
  }

  public Optional<PendingOffer> find(UserId user, HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(ATTRIBUTE) instanceof List<?> texts
        ? Optional.of(PendingOffer.ofTexts(texts))
            .filter(offer -> offer.user().equals(user.value()))
            .filter(offer -> clock.instant().isBefore(offer.until()))
        : Optional.empty();
  }
}
