package com.cloudaggregator.application.port;

import com.cloudaggregator.application.flow.AuthorizationFlow;
import com.cloudaggregator.application.flow.StateHash;
import com.cloudaggregator.domain.credential.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps the flows and hands out tickets for them. */
public final class InMemoryFlows implements AuthorizationFlows {
  private final Map<String, AuthorizationFlow> tickets = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  @Override
  public Secret seal(AuthorizationFlow flow) {
    String ticket = StateHash.of(new Secret("flow " + count.incrementAndGet())).hex();
    tickets.put(ticket, flow);
    return new Secret(ticket);
  }

  @Override
  public Optional<AuthorizationFlow> open(Secret sealed) {
    return Optional.ofNullable(tickets.get(sealed.reveal()));
  }
}
