package com.cloudaggregator.bench.report;

import com.cloudaggregator.bench.driver.Figures;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Figures as texts: medians with their range. */
final class Numbers {
  private static final String NONE = "–";

  private Numbers() {}

  static double[] of(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
    return rounds.stream().mapToDouble(figure).toArray();
  }

  /** For each round, operations per second ÷ those of the other in the same round. */
  static String ratio(List<Figures> ones, List<Figures> others) {
    double[] ratios = new double[Math.min(ones.size(), others.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = ones.get(i).perSecond() / others.get(i).perSecond();
    }
    return spread(ratios, 2);
  }

  static String latencies(List<Figures> rounds) {
    return middle(rounds, figures -> figures.millis(0.5), 1)
        + " · "
        + middle(rounds, figures -> figures.millis(0.95), 1)
        + " · "
        + middle(rounds, figures -> figures.millis(0.99), 1);
  }

  static String middle(List<Figures> rounds, ToDoubleFunction<Figures> figure, int places) {
    return rounds.isEmpty() ? NONE : decimal(median(of(rounds, figure)), places);
  }

  static String spread(double[] values, int places) {
    if (values.length == 0) {
      return NONE;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return "%s (%s–%s)"
        .formatted(
            decimal(median(values), places),
            decimal(sorted[0], places),
            decimal(sorted[sorted.length - 1], places));
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  static String decimal(double value, int places) {
    return String.format(Locale.ROOT, "%,." + places + "f", value);
  }
}
