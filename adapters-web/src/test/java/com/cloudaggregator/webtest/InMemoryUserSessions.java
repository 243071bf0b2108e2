package com.cloudaggregator.webtest;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.MapSession;

/** Sessions in memory, found by their users. */
public final class InMemoryUserSessions implements FindByIndexNameSessionRepository<MapSession> {
  private final Map<String, MapSession> sessions = new ConcurrentHashMap<>();

  /** Begins a session of this user. */
  public String begin(String user) {
    MapSession session = createSession();
    session.setAttribute(PRINCIPAL_NAME_INDEX_NAME, user);
    save(session);
    return session.getId();
  }

  @Override
  public MapSession createSession() {
    return new MapSession();
  }

  @Override
  public void save(MapSession session) {
    sessions.put(session.getId(), session);
  }

  @Override
  public @Nullable MapSession findById(String id) {
    return sessions.get(id);
  }

  @Override
  public void deleteById(String id) {
    sessions.remove(id);
  }

  @Override
  public Map<String, MapSession> findByIndexNameAndIndexValue(String index, String value) {
    return sessions.values().stream()
        .filter(session -> value.equals(session.getAttribute(index)))
        .collect(Collectors.toMap(MapSession::getId, session -> session));
  }
}
