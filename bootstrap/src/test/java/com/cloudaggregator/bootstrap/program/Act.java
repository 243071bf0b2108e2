package com.cloudaggregator.bootstrap.program;

import java.util.List;

/**
 * What was seen while a scene was played, as the record writes it down.
 *
 * @param request the callback as the access line has it
 * @param location where the browser was sent, the offer in its fragment replaced by {@code …}
 * @param withOffer whether it was sent there with an offer in the fragment
 * @param lines all that the program wrote meanwhile, as written
 * @param before the accounts with their owners
 * @param after the same afterwards
 */
record Act(
    Scene scene,
    String request,
    int status,
    String location,
    boolean withOffer,
    List<String> lines,
    List<String> before,
    List<String> after) {

  Act {
    lines = List.copyOf(lines);
    before = List.copyOf(before);
    after = List.copyOf(after);
  }
}
