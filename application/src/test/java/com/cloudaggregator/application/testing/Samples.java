package com.cloudaggregator.application.testing;

import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.domain.account.AccountLabel;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sample objects. Accounts and users from {@code new…} belong to one test only, so a store may be
 * shared.
 */
public final class Samples {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Samples() {}

  public static UserId alice() {
    return new UserId("alice");
  }

  public static UserId bob() {
    return new UserId("bob");
  }

  public static UserId carol() {
    return new UserId("carol");
  }

  public static UserId newUser() {
    return new UserId("user-" + COUNT.incrementAndGet());
  }

  /** The account in the record that this program is based on. */
  public static ProviderAccountId aliceDrive() {
    return ProviderAccountId.of("onedrive", "62c0cfcdf8b5bc8c");
  }

  public static ProviderAccountId newDrive() {
    return ProviderAccountId.of("onedrive", "62c0cfcd%08x".formatted(COUNT.incrementAndGet()));
  }

  /** A sign-in of this user to this account; label and credentials identify the user. */
  public static NewClaim claim(ProviderAccountId drive, UserId claimant) {
    return new NewClaim(drive, claimant, label(claimant), credentialsOf(claimant));
  }

  /** The same, but the provider sent no refresh token. */
  public static NewClaim claimWithoutRefreshToken(ProviderAccountId drive, UserId claimant) {
    Credentials whole = credentialsOf(claimant);
    return new NewClaim(
        drive,
        claimant,
        label(claimant),
        new Credentials(whole.accessToken(), null, whole.accessTokenExpiresAt(), whole.scopes()));
  }

  public static Credentials credentialsOf(UserId user) {
    return new Credentials(
        new Secret("access-of-" + user),
        new Secret("refresh-of-" + user),
        Instant.parse("2030-01-01T00:00:00Z"),
        Set.of("Files.Read", "offline_access"));
  }

  public static AccountLabel label(UserId user) {
    return new AccountLabel(user + "@outlook.com");
  }
}
