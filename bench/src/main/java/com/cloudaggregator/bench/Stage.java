package com.cloudaggregator.bench;

import com.cloudaggregator.bench.driver.Load;
import com.cloudaggregator.bench.environment.Launcher;
import com.cloudaggregator.bench.environment.Postgres;
import com.cloudaggregator.bench.environment.Target;
import com.cloudaggregator.bench.report.Report;
import java.nio.file.Path;

/**
 * What every part of a run needs.
 *
 * @param directory of logs and data
 */
record Stage(Options options, Path directory, Postgres postgres, Launcher launcher, Report report) {

  /**
   * @param numbersFrom above those of an earlier load on the same database
   */
  Load load(Target target, long numbersFrom) {
    return new Load(target, postgres, options.browsers(), numbersFrom);
  }

  static void say(String what) {
    System.err.println(what + " …");
  }
}
