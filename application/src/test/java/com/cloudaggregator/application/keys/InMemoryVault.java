package com.cloudaggregator.application.keys;

import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.domain.credential.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps secrets in memory and returns tickets for them; a ticket opens only in an equal place. */
public final class InMemoryVault implements Vault {
  private final Map<String, Kept> tickets = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  private record Kept(Secret secret, Place place) {}

  @Override
  public Sealed seal(Secret secret, Place place) {
    String ticket = StateHash.of(new Secret("ticket " + count.incrementAndGet())).hex();
    tickets.put(ticket, new Kept(secret, place));
    return new Sealed(ticket.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public OpenResult open(Sealed sealed, Place place) {
    Kept kept = tickets.get(new String(sealed.bytes(), StandardCharsets.ISO_8859_1));
    return kept != null && kept.place().equals(place)
        ? new OpenResult.Opened(kept.secret())
        : new OpenResult.Unreadable();
  }
}
