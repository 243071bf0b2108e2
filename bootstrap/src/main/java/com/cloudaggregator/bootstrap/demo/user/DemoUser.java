package com.cloudaggregator.bootstrap.demo.user;

import com.cloudaggregator.domain.account.UserId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The demo users. The subject is the {@code sub} of a host's identity provider. */
public enum DemoUser {
  ANA("Ana", "demo.user.ana", "a0000000-0000-4000-8000-000000000001"),
  BRUNO("Bruno", "demo.user.bruno", "b0000000-0000-4000-8000-000000000002"),
  CARLA("Carla", "demo.user.carla", "c0000000-0000-4000-8000-000000000003"),
  OLGA("Olga", "demo.user.olga", "d0000000-0000-4000-8000-000000000004", "operator");

  private final String displayName;
  private final String description;
  private final String subject;
  private final List<String> roles;

  DemoUser(String displayName, String description, String subject, String... roles) {
    this.displayName = displayName;
    this.description = description;
    this.subject = subject;
    this.roles = List.of(roles);
  }

  public static Optional<DemoUser> of(String key) {
    return Arrays.stream(values()).filter(user -> user.key().equals(key)).findFirst();
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String displayName() {
    return displayName;
  }

  /** The message key of the description. */
  public String description() {
    return description;
  }

  public String subject() {
    return subject;
  }

  public List<String> roles() {
    return roles;
  }

  public UserId id() {
    return new UserId(subject);
  }
}
