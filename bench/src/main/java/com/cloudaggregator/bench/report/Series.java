package com.cloudaggregator.bench.report;

import com.cloudaggregator.bench.driver.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rounds of each scenario, or of whatever else names a row. */
final class Series {
  private final Map<String, List<Figures>> rounds = new LinkedHashMap<>();

  void add(String row, Figures figures) {
    rounds.computeIfAbsent(row, _ -> new ArrayList<>()).add(figures);
  }

  /** Empty for what was not played. */
  List<Figures> of(String row) {
    return rounds.getOrDefault(row, List.of());
  }

  /** In the order in which they were played first. */
  Set<String> rows() {
    return rounds.keySet();
  }
}
