package com.cloudaggregator.bench.driver;

import com.cloudaggregator.bench.environment.Postgres;
import com.cloudaggregator.bench.environment.Target;
import com.cloudaggregator.bench.protocol.Texts;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * S4: a number of users race for each of the same number of accounts. While they race, some of
 * those who lost accept their offer and some owners disconnect, if that is wanted.
 */
public final class Race {
  /** No account has two owners: the rows, and the owners in their histories. */
  private static final String OWNED_TWICE =
      """
      SELECT count(*) FROM (
        SELECT provider_account_id FROM cloud_provider_accounts
        WHERE provider_account_id LIKE '%1$s-%%' GROUP BY provider_account_id HAVING count(*) > 1
        UNION ALL
        SELECT a.provider_account_id FROM account_ownership_history AS h
        JOIN cloud_provider_accounts AS a ON a.id = h.account_id
        WHERE a.provider_account_id LIKE '%1$s-%%'
        GROUP BY a.provider_account_id HAVING count(*) <> max(h.epoch)) AS wrong""";

  private final Target target;
  private final Postgres postgres;
  private final String database;
  private final String prefix;
  private final int users;
  private final boolean moves;
  private final AtomicInteger serverErrors = new AtomicInteger();
  private final AtomicInteger withoutOffer = new AtomicInteger();
  private final AtomicInteger transferred = new AtomicInteger();
  private final AtomicInteger disconnected = new AtomicInteger();

  /**
   * @param database of the program
   * @param prefix of the accounts' names, different for each race in a database
   */
  public Race(
      Target target, Postgres postgres, String database, String prefix, int users, boolean moves) {
    this.target = target;
    this.postgres = postgres;
    this.database = database;
    this.prefix = prefix;
    this.users = users;
    this.moves = moves;
  }

  /**
   * @param ownedTwice accounts with more than one row that names an owner, or whose history has two
   *     changes of one epoch
   * @param serverErrors answers of 500 and above, and callbacks that end in an error of the store
   * @param withoutOffer users who neither own the account nor got an offer that can be used
   */
  public record Result(
      long ownedTwice, int serverErrors, int withoutOffer, int transferred, int disconnected) {}

  public Result run() throws SQLException, InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(users)) {
      for (int account = 0; account < users; account++) {
        String name = prefix + "-" + account;
        List<Callable<Integer>> racers =
            IntStream.range(0, users)
                .<Callable<Integer>>mapToObj(user -> () -> race("racer-" + user, user, name))
                .toList();
        for (Future<Integer> racer : threads.invokeAll(racers)) {
          racer.get();
        }
      }
    }
    return new Result(
        postgres.number(database, OWNED_TWICE.formatted(prefix)),
        serverErrors.get(),
        withoutOffer.get(),
        transferred.get(),
        disconnected.get());
  }

  private int race(String user, int number, String account) throws IOException {
    try (var browser = new Browser(target.port())) {
      String target = browser.finish(browser.start(user, account));
      if (target.contains("connection=success")) {
        if (moves && number % 5 == 0) {
          count(browser.disconnect(user, id(browser, user, account)), disconnected);
        }
      } else if (!target.contains("ownership_conflict")) {
        serverErrors.incrementAndGet();
        System.err.println("A racer got " + target);
      } else if (moves && number % 5 == 1) {
        count(browser.tryTransfer(user, Browser.token(target)), transferred);
      } else {
        checkOffer(browser, user, account, Browser.token(target));
      }
    }
    return number;
  }

  /**
   * An offer names the owner and the epoch that it is made for. With moves it may be outdated when
   * it is looked at, so the user connects once more.
   */
  private void checkOffer(Browser browser, String user, String account, String token)
      throws IOException {
    int status = browser.preview(user, token);
    for (int again = 0; moves && status >= 400 && status < 500 && again < users; again++) {
      String target = browser.finish(browser.start(user, account));
      status =
          target.contains("ownership_conflict")
              ? browser.preview(user, Browser.token(target))
              : 200;
    }
    if (status != 200) {
      withoutOffer.incrementAndGet();
    }
    count(status, new AtomicInteger());
  }

  private void count(int status, AtomicInteger succeeded) {
    if (status >= 500) {
      serverErrors.incrementAndGet();
    } else if (status == 200) {
      succeeded.incrementAndGet();
    }
  }

  /** The account may have been moved away in the meantime; then any id will be refused. */
  private static String id(Browser browser, String user, String account) throws IOException {
    String status = browser.status(user);
    int at = status.indexOf("\"" + account + "@");
    int id = at < 0 ? -1 : status.lastIndexOf("\"id\":\"", at);
    return id < 0
        ? "00000000-0000-7000-8000-000000000000"
        : Texts.member(status.substring(id), "id");
  }
}
