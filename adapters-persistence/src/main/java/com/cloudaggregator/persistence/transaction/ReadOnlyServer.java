package com.cloudaggregator.persistence.transaction;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.time.Clock;

/**
 * Replaces the connections of a pool after a switch-over. A session with a server that has become a
 * standby answers every write with SQLSTATE 25006 and otherwise looks well, so the pool would keep
 * it until its maximum lifetime. After one such answer all connections are replaced, at most once a
 * second.
 */
public final class ReadOnlyServer implements SQLExceptionOverride {
  private static final String READ_ONLY_SQL_TRANSACTION = "25006";

  private final HikariDataSource pool;
  private final OncePerSecond limit;

  public ReadOnlyServer(HikariDataSource pool, Clock clock) {
    this.pool = pool;
    this.limit = new OncePerSecond(clock);
  }

  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    if (!READ_ONLY_SQL_TRANSACTION.equals(failure.getSQLState())) {
      return Override.CONTINUE_EVICT;
    }
    if (limit.tryAcquire()) {
      pool.getHikariPoolMXBean().softEvictConnections();
    }
    return Override.MUST_EVICT;
  }
}
