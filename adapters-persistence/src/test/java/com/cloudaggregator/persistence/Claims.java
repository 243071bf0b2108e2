package com.cloudaggregator.persistence;

import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Test data: users, drives that no other test uses, and claims. */
public final class Claims {
  private static final AtomicInteger DRIVES = new AtomicInteger();

  private Claims() {}

  public static UserId alice() {
    return new UserId("alice");
  }

  public static UserId bob() {
    return new UserId("bob");
  }

  public static UserId carol() {
    return new UserId("carol");
  }

  public static ProviderAccountId drive() {
    return ProviderAccountId.of("onedrive", "62c0cfcdf8b5%04x".formatted(DRIVES.incrementAndGet()));
  }

  public static NewClaim claim(ProviderAccountId drive, UserId user) {
    return new NewClaim(
        drive,
        user,
        new AccountLabel(user.value() + ".example@outlook.com"),
        credentials(user, "refresh"));
  }

  public static NewClaim claimWithoutRefreshToken(ProviderAccountId drive, UserId user) {
    NewClaim whole = claim(drive, user);
    Credentials credentials =
        new Credentials(
            whole.credentials().accessToken(), null, null, whole.credentials().scopes());
    return new NewClaim(drive, user, whole.label(), credentials);
  }

  private static Credentials credentials(UserId user, String refresh) {
    return new Credentials(
        new Secret("access-of-" + user.value()),
        new Secret(refresh + "-of-" + user.value()),
        Instant.parse("2030-01-01T00:00:00Z"),
        Set.of("Files.Read", "offline_access"));
  }
}
