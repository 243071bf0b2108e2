package com.cloudaggregator.persistence.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.persistence.TestStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.convert.ConversionFailedException;

/**
 * What becomes of a session that is deleted or shared by concurrent requests, and of its values.
 */
class JdbcSessionsIT {
  private static TestStore store;
  private static JdbcSessions sessions;

  @BeforeAll
  static void open() {
    store = TestStore.open();
    sessions = store.bean(JdbcSessions.class);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static String begin(String user) {
    RarelyTouchedSession session = sessions.createSession();
    session.setAttribute(JdbcSessions.PRINCIPAL_NAME_INDEX_NAME, user);
    sessions.save(session);
    return session.getId();
  }

  private static RarelyTouchedSession find(String id) {
    return Objects.requireNonNull(sessions.findById(id));
  }

  @Test
  void findsTheSessionsOfAUser() {
    String one = begin("ana");
    String another = begin("ana");
    begin("bruno");

    assertThat(sessions.findByPrincipalName("ana")).containsOnlyKeys(one, another);
  }

  @Test
  void keepsTextsListsAndMaps() {
    String id = begin("ana");
    RarelyTouchedSession session = find(id);
    session.setAttribute("text", "ñ\"");
    session.setAttribute("list", List.of("a", "b"));
    session.setAttribute("map", Map.of("k", "v"));
    sessions.save(session);

    RarelyTouchedSession read = find(id);

    assertThat(read.<Object>getAttribute("text")).isEqualTo("ñ\"");
    assertThat(read.<Object>getAttribute("list")).isEqualTo(List.of("a", "b"));
    assertThat(read.<Object>getAttribute("map")).isEqualTo(Map.of("k", "v"));
  }

  @Test
  void refusesValuesThatJsonWouldChange() {
    RarelyTouchedSession session = find(begin("ana"));
    session.setAttribute("number", 7);

    assertThatThrownBy(() -> sessions.save(session)).isInstanceOf(ConversionFailedException.class);
  }

  @Test
  void lacksAnAttributeThatCannotBeRead() {
    String id = begin("ana");
    store.execute("UPDATE spring_session_attributes SET attribute_bytes = '\\xaced0005'");

    assertThat(find(id).<Object>getAttribute(JdbcSessions.PRINCIPAL_NAME_INDEX_NAME)).isNull();
  }

  @Test
  void refusesASessionWithoutAUser() {
    RarelyTouchedSession session = sessions.createSession();

    assertThatThrownBy(() -> sessions.save(session)).isInstanceOf(StoreException.class);
  }

  @Test
  void twoRequestsMayAddTheSameAttribute() {
    String id = begin("ana");
    RarelyTouchedSession one = find(id);
    RarelyTouchedSession other = find(id);
    one.setAttribute("theme", "dark");
    other.setAttribute("theme", "light");

    sessions.save(one);
    sessions.save(other);

    assertThat(find(id).<Object>getAttribute("theme")).isEqualTo("light");
  }

  /** The deletion is not committed when the request in the session stores its attribute. */
  @Test
  void aRequestDuringTheDeletionStoresNothing()
      throws SQLException, ExecutionException, InterruptedException {
    String id = begin("carla");
    RarelyTouchedSession running = find(id);
    running.setAttribute("late", "value");
    running.setLastAccessedTime(running.getLastAccessedTime().plusSeconds(61));
    CompletableFuture<Void> save;
    try (Connection other = store.database().appConnection();
        Statement deletion = other.createStatement()) {
      other.setAutoCommit(false);
      deletion.execute("DELETE FROM spring_session WHERE principal_name = 'carla'");
      save = CompletableFuture.runAsync(() -> sessions.save(running));
      await()
          .until(
              () ->
                  store.count(
                          "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                              + " AND datname = current_database()")
                      == 1);
      other.commit();
    }

    save.get();

    assertThat(sessions.findById(id)).isNull();
    assertThat(
            store.count(
                "SELECT count(*) FROM spring_session_attributes WHERE attribute_name = 'late'"))
        .isZero();
  }

  @Test
  void aRequestAfterTheDeletionStoresNothing() {
    String id = begin("dora");
    RarelyTouchedSession running = find(id);
    running.setAttribute("later", "value");
    sessions.deleteById(id);

    sessions.save(running);

    assertThat(sessions.findById(id)).isNull();
  }
}
