package com.cloudaggregator.bootstrap.program;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What was seen while a scene was played, as the record writes it down.
 *
 * @param requests the callbacks as the access lines have them
 * @param location where the browser was sent, the offer in its fragment replaced by {@code …}
 * @param withOffer whether it was sent there with an offer in the fragment
 * @param lines all that the program wrote meanwhile, as written
 * @param before the accounts with their owners
 * @param after the same afterwards
 */
record Act(
    Scene scene,
    List<String> requests,
    int status,
    String location,
    boolean withOffer,
    List<String> lines,
    List<String> before,
    List<String> after) {

  Act {
    requests = List.copyOf(requests);
    lines = List.copyOf(lines);
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /** Whether status, target and the lines about ownership are those of the scene, and no others. */
  boolean isAsTheRecordSays() {
    List<String> said = aboutOwnership();
    return status == 307
        && withOffer == scene.withOffer()
        && location.endsWith(scene.location() + (withOffer ? "#transfer_token=…" : ""))
        && said.size() == scene.lines().size()
        && IntStream.range(0, said.size()).allMatch(i -> said.get(i).startsWith(scene.lines().get(i)));
  }

  /** From the bracket on, of a plain log. */
  private List<String> aboutOwnership() {
    return lines.stream()
        .filter(line -> line.contains("[ONEDRIVE]"))
        .map(line -> line.substring(line.indexOf("[ONEDRIVE]")))
        .filter(line -> !line.startsWith("[ONEDRIVE][CONNECTED]") && !line.startsWith("[ONEDRIVE][RECONNECTED]"))
        .toList();
  }
}
