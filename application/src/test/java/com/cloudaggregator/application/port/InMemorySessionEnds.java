package com.cloudaggregator.application.port;

import com.cloudaggregator.domain.account.UserId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The stand-in for the tests of what uses it. */
public final class InMemorySessionEnds implements SessionEnds {
  private final Supplier<UUID> ids;
  private final Map<UserId, UUID> marks = new ConcurrentHashMap<>();

  public InMemorySessionEnds(Supplier<UUID> ids) {
    this.ids = ids;
  }

  @Override
  public Optional<UUID> last(UserId user) {
    @Nullable UUID mark = marks.get(user);
    return Optional.ofNullable(mark);
  }

  @Override
  public void end(UserId user) {
    marks.put(user, ids.get());
  }

  /** As the purge does it, long after. */
  public void forget(UserId user) {
    marks.remove(user);
  }
}
