package com.cloudaggregator.bench;

import com.cloudaggregator.bench.driver.Load;
import com.cloudaggregator.bench.environment.Postgres;
import com.cloudaggregator.bench.environment.Server;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * S5: S1 by two nodes in turn, each with a database of its own. One of the databases is filled, the
 * other one is not. The first comparison is made before the fill, and shows what the ratio is
 * worth.
 */
final class Growth {
  private static final String FILLED = "filled";
  private static final String UNFILLED = "unfilled";

  private final Stage stage;
  private final Options options;
  private final Postgres postgres;

  Growth(Stage stage) {
    this.stage = stage;
    this.options = stage.options();
    this.postgres = stage.postgres();
  }

  void run() throws Exception {
    postgres.create(FILLED);
    postgres.create(UNFILLED);
    try (Server one = stage.launcher().program(FILLED, postgres.url(FILLED));
        Server other = stage.launcher().program(UNFILLED, postgres.url(UNFILLED))) {
      Load filled = stage.load(one.target(), 0);
      Load unfilled = stage.load(other.target(), 0);
      Stage.say("Warming up for S5");
      for (Load load : List.of(filled, unfilled)) {
        load.times(Math.max(200, options.warmUp()), options.browsers(), load::connect);
      }
      measure(0, filled, unfilled);
      long before = 0;
      for (long accounts : options.accounts()) {
        long begun = System.nanoTime();
        postgres.fill(FILLED, before, accounts, done -> Stage.say("Filled " + count(done)));
        stage.report().filled(accounts, (System.nanoTime() - begun) / 1e9);
        before = accounts;
        measure(accounts, filled, unfilled);
      }
    }
    postgres.execute("postgres", "DROP DATABASE " + FILLED);
  }

  private void measure(long accounts, Load filled, Load unfilled) throws Exception {
    Stage.say("S5 with " + count(accounts) + " accounts");
    for (int round = 1; round <= options.rounds(); round++) {
      stage
          .report()
          .grown(
              accounts,
              filled.forSeconds(options.seconds(), filled::connect),
              unfilled.forSeconds(options.seconds(), unfilled::connect));
    }
    size(accounts);
    stage.report().save();
  }

  private void size(long accounts) throws SQLException {
    stage
        .report()
        .size(
            accounts,
            postgres.number(FILLED, "SELECT count(*) FROM cloud_provider_accounts"),
            postgres.number(FILLED, "SELECT pg_table_size('cloud_provider_accounts')"),
            postgres.number(FILLED, "SELECT pg_indexes_size('cloud_provider_accounts')"));
  }

  private static String count(long accounts) {
    return String.format(Locale.ROOT, "%,d", accounts);
  }
}
