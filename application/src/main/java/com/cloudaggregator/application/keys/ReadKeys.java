package com.cloudaggregator.application.keys;

import com.cloudaggregator.application.keys.KeyReports.KeyTask;
import com.cloudaggregator.application.keys.KeyRings.KeyIds;
import com.cloudaggregator.application.keys.KeyStatus.Removability;
import com.cloudaggregator.application.keys.NodeRings.Node;
import com.cloudaggregator.application.keys.SealedSecrets.PartialCount;
import com.cloudaggregator.application.keys.Vault.Purpose;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows an operator for each key of each ring whether it can be removed, and why not. */
public final class ReadKeys {
  /** Time limit for counting; the counts are lower bounds after that. */
  static final Duration COUNT_TIMEOUT = Duration.ofSeconds(3);

  /** Number of secrets counted per statement. */
  static final int COUNT_BATCH = 50_000;

  private final KeyRings rings;
  private final SealedSecrets secrets;
  private final SigningKeys signing;
  private final NodeRings nodes;
  private final KeyReports reports;
  private final Clock clock;
  private final Duration flowTimeToLive;

  /**
   * @param flowTimeToLive how long a cookie that a flow key has sealed may be in use
   */
  public ReadKeys(
      KeyRings rings,
      SealedSecrets secrets,
      SigningKeys signing,
      NodeRings nodes,
      KeyReports reports,
      Clock clock,
      Duration flowTimeToLive) {
    this.rings = rings;
    this.secrets = secrets;
    this.signing = signing;
    this.nodes = nodes;
    this.reports = reports;
    this.clock = clock;
    this.flowTimeToLive = flowTimeToLive;
  }

  /**
   * A running node with the ids of its keys, the active one of each ring first.
   *
   * @param name for people: process id and host
   * @param seenAt the time of its last report
   * @param lacks vault keys that it does not have, and that other running nodes have and either use
   *     for new secrets or need for stored ones
   * @param delaysReencryption whether the re-encryption waits for it, because another node's active
   *     key is among them
   */
  public record NodeStatus(
      String name,
      List<String> vault,
      List<String> transfer,
      List<String> flow,
      Instant seenAt,
      List<String> lacks,
      boolean delaysReencryption) {
    public NodeStatus {
      vault = List.copyOf(vault);
      transfer = List.copyOf(transfer);
      flow = List.copyOf(flow);
      lacks = List.copyOf(lacks);
    }
  }

  /**
   * All rings, the active key of each first.
   *
   * @param nodes the running nodes
   * @param flowTimeToLive how long a flow key is still needed after it was active
   */
  public record KeyOverview(
      List<KeyStatus> vault,
      List<KeyStatus> transfer,
      List<KeyStatus> flow,
      List<NodeStatus> nodes,
      Duration flowTimeToLive,
      Optional<KeyTaskReport> reencryption,
      Optional<KeyTaskReport> verification) {

    /** Number of secrets that still have to be re-encrypted with the active key. */
    public long countPendingSecrets() {
      return vault.stream()
          .skip(1)
          .filter(key -> key.removability() != Removability.MISSING)
          .mapToLong(KeyStatus::total)
          .sum();
    }
  }

  /**
   * How many keys of each ring this node lacks: keys that another running node has. Counts no rows.
   */
  public Map<String, Integer> countLacking() {
    List<Node> running = nodes.listRunning();
    return Map.of(
        "vault", countLacking(rings.vault(), running, Node::vault),
        "transfer", countLacking(rings.transfer(), running, Node::transfer),
        "flow", countLacking(rings.flow(), running, Node::flow));
  }

  private static int countLacking(KeyIds own, List<Node> running, Function<Node, KeyIds> ring) {
    Set<String> lacking = new HashSet<>();
    running.forEach(node -> lacking.addAll(ring.apply(node).ids()));
    lacking.removeIf(own::contains);
    return lacking.size();
  }

  public KeyOverview read() {
    Optional<KeyTaskReport> moved = reports.findLast(KeyTask.REENCRYPT);
    Optional<KeyTaskReport> opened = reports.findLast(KeyTask.VERIFY);
    List<Node> running = nodes.listRunning();
    List<KeyStatus> vault = vault(opened, running);
    return new KeyOverview(
        vault,
        transfer(running),
        flow(running),
        statuses(vault, running),
        flowTimeToLive,
        moved,
        opened);
  }

  private static List<NodeStatus> statuses(List<KeyStatus> vault, List<Node> running) {
    Set<String> active =
        running.stream().map(node -> node.vault().active()).collect(Collectors.toSet());
    Set<String> known =
        running.stream().flatMap(node -> node.vault().ids().stream()).collect(Collectors.toSet());
    Set<String> needed = new TreeSet<>(active);
    vault.stream()
        .filter(key -> key.total() > 0 && known.contains(key.id()))
        .forEach(key -> needed.add(key.id()));
    return running.stream()
        .map(
            node -> {
              List<String> lacks =
                  needed.stream().filter(key -> !node.vault().contains(key)).toList();
              return new NodeStatus(
                  node.name(),
                  node.vault().ids(),
                  node.transfer().ids(),
                  node.flow().ids(),
                  node.seenAt(),
                  lacks,
                  lacks.stream().anyMatch(active::contains));
            })
        .toList();
  }

  /** Whether new secrets or tokens use the key on a running node. */
  private static boolean isActive(String id, List<Node> running, Function<Node, KeyIds> ring) {
    return running.stream().anyMatch(node -> ring.apply(node).active().equals(id));
  }

  private static boolean isKnown(String id, List<Node> running, Function<Node, KeyIds> ring) {
    return running.stream().anyMatch(node -> ring.apply(node).contains(id));
  }

  /** Counts the active key last: the other keys are the ones that an operator asks about. */
  private List<KeyStatus> vault(Optional<KeyTaskReport> opened, List<Node> running) {
    KeyIds ring = rings.vault();
    Map<Purpose, Set<String>> used = new EnumMap<>(Purpose.class);
    for (Purpose purpose : Purpose.values()) {
      used.put(purpose, secrets.listKeys(purpose));
    }
    Set<String> all = ids(ring, used.values().stream().flatMap(Collection::stream).toList());
    Counting counting = new Counting(clock.instant().plus(COUNT_TIMEOUT), used, running);
    Map<String, KeyStatus> statuses = new HashMap<>();
    for (String id : List.copyOf(all).reversed()) {
      statuses.put(id, counting.statusOf(id, ring, opened));
    }
    return all.stream().map(id -> Objects.requireNonNull(statuses.get(id))).toList();
  }

  /**
   * @param whole false if there are more
   */
  private record Counted(long secrets, boolean whole) {}

  /** Counting within one call, with one deadline. */
  private final class Counting {
    private final Instant deadline;
    private final Map<Purpose, Set<String>> used;
    private final List<Node> running;

    Counting(Instant deadline, Map<Purpose, Set<String>> used, List<Node> running) {
      this.deadline = deadline;
      this.used = used;
      this.running = running;
    }

    KeyStatus statusOf(String id, KeyIds ring, Optional<KeyTaskReport> opened) {
      boolean whole = true;
      Map<String, Long> counts = new HashMap<>();
      for (Map.Entry<Purpose, Set<String>> of : used.entrySet()) {
        if (of.getValue().contains(id)) {
          Counted counted = count(of.getKey(), id);
          counts.put(of.getKey().name().toLowerCase(Locale.ROOT), counted.secrets());
          whole &= counted.whole();
        }
      }
      long total = counts.values().stream().mapToLong(Long::longValue).sum();
      boolean elsewhere = !ring.contains(id) && isKnown(id, running, Node::vault);
      Long unreadable =
          elsewhere
              ? null
              : ring.contains(id)
                  ? opened
                      .map(report -> report.byKey().getOrDefault(id, Tally.NONE).bad())
                      .orElse(null)
                  : Long.valueOf(total);
      Removability verdict;
      if (id.equals(ring.active())) {
        verdict = Removability.ACTIVE;
      } else if (!ring.contains(id)) {
        verdict = elsewhere ? Removability.ON_OTHER_NODES : Removability.MISSING;
      } else if (total == 0) {
        verdict = isActive(id, running, Node::vault) ? Removability.ACTIVE : Removability.REMOVABLE;
      } else {
        verdict =
            unreadable != null && unreadable > 0 && unreadable >= total
                ? Removability.SEALS_UNREADABLE
                : Removability.STILL_SEALS;
      }
      return new KeyStatus(id, ring.contains(id), verdict, counts, whole, unreadable, null);
    }

    /** Counts at least the first part, so that a key in use never shows zero. */
    private Counted count(Purpose purpose, String key) {
      PartialCount part = secrets.count(purpose, key, null, COUNT_BATCH);
      long sum = part.secrets();
      while (part.secrets() == COUNT_BATCH) {
        if (!clock.instant().isBefore(deadline)) {
          return new Counted(sum, false);
        }
        UUID last = part.last().orElseThrow();
        part = secrets.count(purpose, key, last, COUNT_BATCH);
        sum += part.secrets();
      }
      return new Counted(sum, true);
    }
  }

  private List<KeyStatus> transfer(List<Node> running) {
    KeyIds ring = rings.transfer();
    return ids(ring, signing.listKeys()).stream()
        .map(
            id -> {
              Instant until = signing.findLastExpiry(id).orElse(null);
              boolean live = until != null && clock.instant().isBefore(until);
              Removability verdict;
              if (id.equals(ring.active())) {
                verdict = Removability.ACTIVE;
              } else if (live && ring.contains(id)) {
                verdict = Removability.STILL_SIGNS;
              } else if (live) {
                verdict =
                    isKnown(id, running, Node::transfer)
                        ? Removability.ON_OTHER_NODES
                        : Removability.MISSING;
              } else if (isActive(id, running, Node::transfer)) {
                verdict = Removability.ACTIVE;
              } else {
                verdict = Removability.REMOVABLE;
              }
              return uncounted(id, ring, verdict, live ? until : null);
            })
        .filter(key -> key.inRing() || key.removability() != Removability.REMOVABLE)
        .toList();
  }

  private List<KeyStatus> flow(List<Node> running) {
    KeyIds ring = rings.flow();
    return ring.ids().stream()
        .map(
            id ->
                uncounted(
                    id,
                    ring,
                    id.equals(ring.active()) || isActive(id, running, Node::flow)
                        ? Removability.ACTIVE
                        : Removability.AFTER_FLOWS,
                    null))
        .toList();
  }

  private static KeyStatus uncounted(
      String id, KeyIds ring, Removability verdict, @Nullable Instant until) {
    return new KeyStatus(id, ring.contains(id), verdict, Map.of(), true, null, until);
  }

  /** The keys of the ring in their order, followed by the others. */
  private static Set<String> ids(KeyIds ring, Collection<String> used) {
    Set<String> ids = new LinkedHashSet<>(ring.ids());
    ids.addAll(new TreeSet<>(new HashSet<>(used)));
    return ids;
  }
}
