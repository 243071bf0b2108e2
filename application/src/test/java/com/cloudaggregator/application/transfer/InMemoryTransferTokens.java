package com.cloudaggregator.application.transfer;

import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.TransferGrant;
import com.cloudaggregator.domain.ownership.TransferToken;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps grants in memory and returns tickets for them. */
public final class InMemoryTransferTokens implements TransferTokens {
  private final Map<String, TransferGrant> tickets = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Clock clock;

  public InMemoryTransferTokens(Clock clock) {
    this.clock = clock;
  }

  @Override
  public TransferToken issue(TransferGrant grant) {
    String ticket = StateHash.of(new Secret("offer " + count.incrementAndGet())).hex();
    tickets.put(ticket, grant);
    return new TransferToken(ticket);
  }

  @Override
  public VerifyResult verify(TransferToken token) {
    TransferGrant grant = tickets.get(token.reveal());
    if (grant == null) {
      return new VerifyResult.Invalid();
    }
    return clock.instant().isBefore(grant.expiresAt())
        ? new VerifyResult.Valid(grant.id(), grant.requester())
        : new VerifyResult.Expired();
  }
}
