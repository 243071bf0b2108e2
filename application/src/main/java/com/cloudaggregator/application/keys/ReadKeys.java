package com.cloudaggregator.application.keys;

import com.cloudaggregator.application.keys.KeyStanding.Verdict;
import com.cloudaggregator.application.port.KeyReports;
import com.cloudaggregator.application.port.KeyReports.Report;
import com.cloudaggregator.application.port.KeyReports.Tally;
import com.cloudaggregator.application.port.KeyReports.Task;
import com.cloudaggregator.application.port.KeyRings;
import com.cloudaggregator.application.port.KeyRings.Ring;
import com.cloudaggregator.application.port.SealedSecrets;
import com.cloudaggregator.application.port.SealedSecrets.Part;
import com.cloudaggregator.application.port.SigningKeys;
import com.cloudaggregator.application.port.Vault.Purpose;
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
import org.jspecify.annotations.Nullable;

/** Tells an operator of each key of each ring whether it may be removed now, and why not. */
public final class ReadKeys {
  /** Counting goes on no longer; what is told then is "at least so many". */
  static final Duration COUNTING = Duration.ofSeconds(3);

  /** Secrets that are counted in one statement. */
  static final int PART = 50_000;

  private final KeyRings rings;
  private final SealedSecrets secrets;
  private final SigningKeys signing;
  private final KeyReports reports;
  private final Clock clock;
  private final Duration flowsLive;

  /** @param flowsLive how long a started flow may take */
  public ReadKeys(
      KeyRings rings,
      SealedSecrets secrets,
      SigningKeys signing,
      KeyReports reports,
      Clock clock,
      Duration flowsLive) {
    this.rings = rings;
    this.secrets = secrets;
    this.signing = signing;
    this.reports = reports;
    this.clock = clock;
    this.flowsLive = flowsLive;
  }

  /**
   * All rings, the active key of each first.
   *
   * @param flowsLive how long a flow key is needed after it was the active one
   */
  public record Standing(
      List<KeyStanding> vault,
      List<KeyStanding> transfer,
      List<KeyStanding> flow,
      Duration flowsLive,
      Optional<Work> reencryption,
      Optional<Work> verification) {

    /**
     * The last run of a work on all keys.
     *
     * @param notedAt when its figures were noted last
     * @param ended false while it runs or is asked for
     * @param perSecond secrets in a second
     */
    public record Work(Instant startedAt, Instant notedAt, boolean ended, long perSecond, Map<String, Figures> byKey) {
      static Work of(Report report) {
        Map<String, Figures> byKey = new HashMap<>();
        report.byKey().forEach((key, tally) -> byKey.put(key, new Figures(tally.good(), tally.bad())));
        return new Work(
            report.startedAt(), report.notedAt(), report.ended(), report.perSecond(), Map.copyOf(byKey));
      }
    }

    /** Secrets that were moved or opened, and those that did not open. */
    public record Figures(long good, long bad) {}

    /** Secrets that are still to be moved to the active key. */
    public long left() {
      return vault.stream()
          .filter(key -> key.verdict() == Verdict.STILL_SEALS || key.verdict() == Verdict.SEALS_UNREADABLE)
          .mapToLong(KeyStanding::total)
          .sum();
    }
  }

  public Standing read() {
    Optional<Report> moved = reports.last(Task.REENCRYPT);
    Optional<Report> opened = reports.last(Task.VERIFY);
    return new Standing(
        vault(opened), transfer(), flow(), flowsLive, moved.map(Standing.Work::of), opened.map(Standing.Work::of));
  }

  /** The other keys are counted before the active one, since they are what is asked about. */
  private List<KeyStanding> vault(Optional<Report> opened) {
    Ring ring = rings.vault();
    Map<Purpose, Set<String>> used = new EnumMap<>(Purpose.class);
    for (Purpose purpose : Purpose.values()) {
      used.put(purpose, secrets.keys(purpose));
    }
    Set<String> all = ids(ring, used.values().stream().flatMap(Collection::stream).toList());
    Counting counting = new Counting(clock.instant().plus(COUNTING), used);
    Map<String, KeyStanding> standings = new HashMap<>();
    for (String id : List.copyOf(all).reversed()) {
      standings.put(id, counting.standing(id, ring, opened));
    }
    return all.stream().map(id -> Objects.requireNonNull(standings.get(id))).toList();
  }

  /** @param whole false when there are more */
  private record Counted(long secrets, boolean whole) {}

  /** Within one call. */
  private final class Counting {
    private final Instant deadline;
    private final Map<Purpose, Set<String>> used;

    Counting(Instant deadline, Map<Purpose, Set<String>> used) {
      this.deadline = deadline;
      this.used = used;
    }

    KeyStanding standing(String id, Ring ring, Optional<Report> opened) {
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
      Long unreadable = ring.holds(id)
          ? opened.map(report -> report.byKey().getOrDefault(id, Tally.NONE).bad()).orElse(null)
          : Long.valueOf(total);
      Verdict verdict;
      if (id.equals(ring.active())) {
        verdict = Verdict.ACTIVE;
      } else if (!ring.holds(id)) {
        verdict = Verdict.MISSING;
      } else if (total == 0) {
        verdict = Verdict.REMOVABLE;
      } else {
        verdict = unreadable != null && unreadable > 0 && unreadable >= total
            ? Verdict.SEALS_UNREADABLE
            : Verdict.STILL_SEALS;
      }
      return new KeyStanding(id, ring.holds(id), verdict, counts, whole, unreadable, null);
    }

    /** The first part always, so that what is there is never told to be nothing. */
    private Counted count(Purpose purpose, String key) {
      Part part = secrets.count(purpose, key, null, PART);
      long sum = part.secrets();
      while (part.secrets() == PART) {
        if (!clock.instant().isBefore(deadline)) {
          return new Counted(sum, false);
        }
        UUID last = part.last().orElseThrow();
        part = secrets.count(purpose, key, last, PART);
        sum += part.secrets();
      }
      return new Counted(sum, true);
    }
  }

  private List<KeyStanding> transfer() {
    Ring ring = rings.transfer();
    return ids(ring, signing.keys()).stream()
        .map(id -> {
          Instant until = signing.goodUntil(id).orElse(null);
          boolean live = until != null && clock.instant().isBefore(until);
          Verdict verdict;
          if (id.equals(ring.active())) {
            verdict = Verdict.ACTIVE;
          } else if (live) {
            verdict = ring.holds(id) ? Verdict.STILL_SIGNS : Verdict.MISSING;
          } else {
            verdict = Verdict.REMOVABLE;
          }
          return other(id, ring, verdict, live ? until : null);
        })
        .filter(key -> key.inRing() || key.verdict() == Verdict.MISSING)
        .toList();
  }

  private List<KeyStanding> flow() {
    Ring ring = rings.flow();
    return ring.ids().stream()
        .map(id -> other(id, ring, id.equals(ring.active()) ? Verdict.ACTIVE : Verdict.AFTER_FLOWS, null))
        .toList();
  }

  private static KeyStanding other(String id, Ring ring, Verdict verdict, @Nullable Instant until) {
    return new KeyStanding(id, ring.holds(id), verdict, Map.of(), true, null, until);
  }

  /** Those of the ring in its order, then the others. */
  private static Set<String> ids(Ring ring, Collection<String> used) {
    Set<String> ids = new LinkedHashSet<>(ring.ids());
    ids.addAll(new TreeSet<>(new HashSet<>(used)));
    return ids;
  }
}
