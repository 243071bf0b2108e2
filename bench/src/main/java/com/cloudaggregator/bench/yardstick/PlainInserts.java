package com.cloudaggregator.bench.yardstick;

import com.cloudaggregator.bench.protocol.Texts;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The yardstick of the database: the bare server's INSERT, by as many threads, without HTTP. */
public final class PlainInserts {
  private PlainInserts() {}

  /**
   * @return inserted rows per second
   */
  public static double run(String databaseUrl, double seconds)
      throws InterruptedException, ExecutionException {
    long begun = System.nanoTime();
    long until = begun + (long) (seconds * 1e9);
    long inserted = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(BareServer.CONNECTIONS)) {
      List<Callable<Long>> workers = new ArrayList<>();
      for (int i = 0; i < BareServer.CONNECTIONS; i++) {
        workers.add(() -> insertUntil(databaseUrl, until));
      }
      for (Future<Long> worker : threads.invokeAll(workers)) {
        inserted += worker.get();
      }
    }
    return inserted * 1e9 / (System.nanoTime() - begun);
  }

  private static long insertUntil(String databaseUrl, long until) throws SQLException {
    byte[] access = Texts.random(188);
    byte[] refresh = Texts.random(108);
    long inserted = 0;
    try (Connection connection = DriverManager.getConnection(databaseUrl)) {
      for (; System.nanoTime() < until; inserted++) {
        String account = "plain-" + Texts.encode(Texts.random(12));
        BareServer.insert(connection, account, account, access, refresh);
      }
    }
    return inserted;
  }
}
