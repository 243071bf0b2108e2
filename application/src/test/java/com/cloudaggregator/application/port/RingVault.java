package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.credential.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A vault with a ring, which can be turned while it is in use. What it seals begins as the real one's does, so that a
 * database tells its key; the secret itself stays here, and opens in the equal place under a key of the ring alone.
 */
public final class RingVault implements Vault, KeyRings {
  private static final Map<String, Kept> TICKETS = new ConcurrentHashMap<>();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private volatile Ring ring;

  private record Kept(Secret secret, Place place) {}

  public RingVault(String... ids) {
    this.ring = new Ring(List.of(ids));
  }

  /** As if every node had been started anew. */
  public void turn(String... ids) {
    ring = new Ring(List.of(ids));
  }

  @Override
  public Sealed seal(Secret secret, Place place) {
    String ticket = "v1." + ring.active() + "." + COUNT.incrementAndGet();
    TICKETS.put(ticket, new Kept(secret, place));
    return new Sealed(ticket.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public OpenResult open(Sealed sealed, Place place) {
    String ticket = new String(sealed.bytes(), StandardCharsets.ISO_8859_1);
    Kept kept = TICKETS.get(ticket);
    return kept != null && kept.place().equals(place) && ring.holds(ticket.split("\\.")[1])
        ? new OpenResult.Opened(kept.secret())
        : new OpenResult.Unreadable();
  }

  /** What opens nowhere, and still names its key. */
  public static Sealed broken(Sealed sealed) {
    byte[] longer = Arrays.copyOf(sealed.bytes(), sealed.bytes().length + 1);
    longer[longer.length - 1] = 'x';
    return new Sealed(longer);
  }

  @Override
  public Ring vault() {
    return ring;
  }

  @Override
  public Ring transfer() {
    return new Ring(List.of("t1"));
  }

  @Override
  public Ring flow() {
    return new Ring(List.of("f1"));
  }
}
