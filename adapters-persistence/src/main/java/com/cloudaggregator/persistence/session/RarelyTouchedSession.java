package com.cloudaggregator.persistence.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.session.Session;

/**
 * A stored session whose last use is recorded at most once a minute, because Spring Session updates
 * the row with every request. So a session can end up to a minute early.
 */
record RarelyTouchedSession(Session stored) implements Session {
  private static final Duration GRANULARITY = Duration.ofMinutes(1);

  @Override
  public void setLastAccessedTime(Instant now) {
    if (Duration.between(stored.getLastAccessedTime(), now).compareTo(GRANULARITY) >= 0) {
      stored.setLastAccessedTime(now);
    }
  }

  @Override
  public String getId() {
    return stored.getId();
  }

  @Override
  public String changeSessionId() {
    return stored.changeSessionId();
  }

  @Override
  public <T> @Nullable T getAttribute(String name) {
    return stored.getAttribute(name);
  }

  @Override
  public Set<String> getAttributeNames() {
    return stored.getAttributeNames();
  }

  @Override
  public void setAttribute(String name, Object value) {
    stored.setAttribute(name, value);
  }

  @Override
  public void removeAttribute(String name) {
    stored.removeAttribute(name);
  }

  @Override
  public Instant getCreationTime() {
    return stored.getCreationTime();
  }

  @Override
  public Instant getLastAccessedTime() {
    return stored.getLastAccessedTime();
  }

  @Override
  public void setMaxInactiveInterval(Duration interval) {
    stored.setMaxInactiveInterval(interval);
  }

  @Override
  public Duration getMaxInactiveInterval() {
    return stored.getMaxInactiveInterval();
  }

  @Override
  public boolean isExpired() {
    return stored.isExpired();
  }
}
