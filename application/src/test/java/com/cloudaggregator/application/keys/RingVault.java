package com.cloudaggregator.application.keys;

import com.cloudaggregator.domain.credential.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A vault whose ring can change while it is in use. Its sealed bytes start like the real ones, so
 * that a database can read the key id; the secret stays in memory and opens only in an equal place,
 * under a key of the ring.
 */
public final class RingVault implements Vault, KeyRings {
  private static final Map<String, Kept> TICKETS = new ConcurrentHashMap<>();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private volatile KeyIds ring;

  private record Kept(Secret secret, Place place) {}

  public RingVault(String... ids) {
    this.ring = new KeyIds(List.of(ids));
  }

  /** Replaces the ring, as if every node had been restarted. */
  public void turn(String... ids) {
    ring = new KeyIds(List.of(ids));
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
    return kept != null && kept.place().equals(place) && ring.contains(ticket.split("\\.")[1])
        ? new OpenResult.Opened(kept.secret())
        : new OpenResult.Unreadable();
  }

  /** Sealed bytes that never open but name their key. */
  public static Sealed broken(Sealed sealed) {
    byte[] longer = Arrays.copyOf(sealed.bytes(), sealed.bytes().length + 1);
    longer[longer.length - 1] = 'x';
    return new Sealed(longer);
  }

  @Override
  public KeyIds vault() {
    return ring;
  }

  @Override
  public KeyIds transfer() {
    return new KeyIds(List.of("t1"));
  }

  @Override
  public KeyIds flow() {
    return new KeyIds(List.of("f1"));
  }
}
