package com.cloudaggregator.persistence.session;

import com.cloudaggregator.persistence.PersistenceAdapter;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.SimpleTransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The sessions of the built-in pages in PostgreSQL, by Spring Session ({@code
 * docs/decisions/0072}). A session ends when it has not been used for a while, and at the latest
 * some time after it began, however much it is used (OWASP ASVS 5.0, 7.3.1 and 7.3.2). A deleted
 * session cannot come back: a request that is still running in it stores nothing.
 *
 * <p>A use is recorded at most once a minute, so most requests only read. Failures are {@link
 * com.cloudaggregator.application.StoreException}s.
 */
@Component
final class JdbcSessions implements FindByIndexNameSessionRepository<RarelyTouchedSession> {
  /** As Spring Session reads a session, but not beyond its maximum lifetime. */
  private static final String FIND =
      """
      SELECT s.primary_id, s.session_id, s.creation_time, s.last_access_time, s.max_inactive_interval,
        a.attribute_name, a.attribute_bytes
      FROM spring_session s LEFT JOIN spring_session_attributes a ON a.session_primary_id = s.primary_id
      WHERE s.session_id = ? AND s.creation_time > extract(epoch FROM now()) * 1000 - %d
      """;

  /**
   * Does nothing if the session has been deleted; concurrent requests may store the same attribute.
   * The lock makes the statement wait for a concurrent deletion and see it.
   */
  private static final String ADD_ATTRIBUTE =
      """
      WITH added (id, name, bytes) AS (VALUES (CAST(? AS text), CAST(? AS text), CAST(? AS bytea)))
      INSERT INTO spring_session_attributes (session_primary_id, attribute_name, attribute_bytes)
      SELECT s.primary_id, added.name, added.bytes
      FROM added JOIN spring_session s ON s.primary_id = added.id
      FOR KEY SHARE OF s
      ON CONFLICT (session_primary_id, attribute_name) DO UPDATE SET attribute_bytes = EXCLUDED.attribute_bytes
      """;

  private final FindByIndexNameSessionRepository<Session> rows;

  JdbcSessions(
      JdbcOperations jdbc, Transactions transactions, PersistenceAdapter.Settings settings) {
    var repository = new JdbcIndexedSessionRepository(jdbc, in(transactions));
    repository.setDefaultMaxInactiveInterval(idle(settings));
    repository.setGetSessionQuery(FIND.formatted(settings.sessionLifetime().toMillis()));
    repository.setCreateSessionAttributeQuery(ADD_ATTRIBUTE);
    var conversions = new GenericConversionService();
    conversions.addConverter(Object.class, byte[].class, AttributeJson::write);
    conversions.addConverter(byte[].class, Object.class, AttributeJson::read);
    repository.setConversionService(conversions);
    this.rows = ofSessions(repository);
  }

  /** Spring takes a negative time for no limit, and such a row would never expire for the purge. */
  private static Duration idle(PersistenceAdapter.Settings settings) {
    Duration idle = settings.sessionIdle();
    return idle.isPositive() && idle.compareTo(settings.sessionLifetime()) < 0
        ? idle
        : settings.sessionLifetime();
  }

  /** Spring's type of session is not public. Only sessions of this repository are given to it. */
  @SuppressWarnings("unchecked")
  private static FindByIndexNameSessionRepository<Session> ofSessions(
      FindByIndexNameSessionRepository<?> repository) {
    return (FindByIndexNameSessionRepository<Session>) repository;
  }

  /** Spring Session uses neither the status nor nested transactions. */
  private static TransactionOperations in(Transactions transactions) {
    return new TransactionOperations() {
      @Override
      public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
        return transactions.call(() -> action.doInTransaction(new SimpleTransactionStatus()));
      }
    };
  }

  @Override
  public RarelyTouchedSession createSession() {
    return new RarelyTouchedSession(rows.createSession());
  }

  @Override
  public void save(RarelyTouchedSession session) {
    rows.save(session.stored());
  }

  @Override
  public @Nullable RarelyTouchedSession findById(String id) {
    return Optional.ofNullable(rows.findById(id)).map(RarelyTouchedSession::new).orElse(null);
  }

  @Override
  public void deleteById(String id) {
    rows.deleteById(id);
  }

  @Override
  public Map<String, RarelyTouchedSession> findByIndexNameAndIndexValue(
      String index, String value) {
    return rows.findByIndexNameAndIndexValue(index, value).entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, row -> new RarelyTouchedSession(row.getValue())));
  }
}
