package com.cloudaggregator.web.operator.overview;

import com.cloudaggregator.application.overview.Measure;
import com.cloudaggregator.application.overview.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A bar chart in units of its view box, {@value #WIDTH} by {@value #HEIGHT}. The template draws it
 * as SVG, and as a table for those who do not see it.
 *
 * @param top the value at the upper edge, at least 1
 */
record Chart(List<Bar> bars, long top) {
  static final int WIDTH = 720;
  static final int HEIGHT = 180;

  /** Part of a period that is left empty beside its bars. */
  private static final double GAP = 0.25;

  Chart {
    bars = List.copyOf(bars);
  }

  /**
   * @param measure the class of the bar
   */
  record Bar(String measure, String x, String y, String width, String height) {}

  static Chart of(List<Period> periods) {
    long top =
        periods.stream()
            .flatMap(period -> Arrays.stream(Measure.values()).map(period::count))
            .reduce(1L, Math::max);
    double step = (double) WIDTH / Math.max(1, periods.size());
    double width = step * (1 - GAP) / Measure.values().length;
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < periods.size(); i++) {
      for (Measure measure : Measure.values()) {
        long count = periods.get(i).count(measure);
        if (count > 0) {
          // A bar is always visible, however large the others are.
          double height = Math.max(3, (double) count / top * HEIGHT);
          bars.add(
              new Bar(
                  codeOf(measure),
                  units(i * step + step * GAP / 2 + measure.ordinal() * width),
                  units(HEIGHT - height),
                  units(width * 0.9),
                  units(height)));
        }
      }
    }
    return new Chart(bars, top);
  }

  static String codeOf(Measure measure) {
    return measure.name().toLowerCase(Locale.ROOT);
  }

  private static String units(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
