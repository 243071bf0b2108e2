package com.cloudaggregator.application.account;

import com.cloudaggregator.application.port.Custody;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Credentials;
import com.cloudaggregator.domain.credential.RefreshTrouble;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows an owner one of his accounts, and what we may do with it; nothing of the credentials themselves. */
public final class ShowAccount {
  private final Custody custody;

  public ShowAccount(Custody custody) {
    this.custody = custody;
  }

  /**
   * @param scopes as granted, in their order of letters; empty when the credentials do not open
   * @param trouble why the last refresh did not go through; null when there is none
   */
  public record Shown(CloudAccount account, List<String> scopes, @Nullable RefreshTrouble trouble) {}

  /** Absent alike when there is no such account and when it is someone else's. */
  public Optional<Shown> show(AccountId id, UserId owner) {
    return custody.read(id, owner).map(held -> new Shown(
        held.account(),
        held.credentials().map(Credentials::scopes).stream().flatMap(scopes -> scopes.stream().sorted()).toList(),
        held.trouble()));
  }
}
