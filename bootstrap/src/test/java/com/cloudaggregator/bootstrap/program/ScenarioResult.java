package com.cloudaggregator.bootstrap.program;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The observed result of a scenario.
 *
 * @param requests the requests of the callbacks, from the access lines
 * @param location the redirect target of the callback, with the offer in its fragment replaced by
 *     {@code …}
 * @param withOffer whether the redirect has an offer in its fragment
 * @param lines all lines that the program logged meanwhile
 * @param before the accounts with their owners before the scenario
 * @param after the accounts with their owners after it
 */
record ScenarioResult(
    Scenario scenario,
    List<String> requests,
    int status,
    String location,
    boolean withOffer,
    List<String> lines,
    List<String> before,
    List<String> after) {

  ScenarioResult {
    requests = List.copyOf(requests);
    lines = List.copyOf(lines);
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /** Whether the status, the redirect and exactly the expected ownership lines were observed. */
  boolean matchesScenario() {
    List<String> said = aboutOwnership();
    return status == 307
        && withOffer == scenario.withOffer()
        && location.endsWith(scenario.location() + (withOffer ? "#transfer_token=…" : ""))
        && said.size() == scenario.lines().size()
        && IntStream.range(0, said.size())
            .allMatch(i -> said.get(i).startsWith(scenario.lines().get(i)));
  }

  /** The ownership part of the lines, from the first bracket. */
  private List<String> aboutOwnership() {
    return lines.stream()
        .filter(line -> line.contains("[ONEDRIVE]"))
        .map(line -> line.substring(line.indexOf("[ONEDRIVE]")))
        .filter(
            line ->
                !line.startsWith("[ONEDRIVE][CONNECTED]")
                    && !line.startsWith("[ONEDRIVE][RECONNECTED]"))
        .toList();
  }
}
