package com.cloudaggregator.web;

import com.cloudaggregator.application.keys.KeyStanding;
import com.cloudaggregator.application.keys.ReadKeys;
import com.cloudaggregator.application.keys.ReadKeys.Standing;
import com.cloudaggregator.application.keys.VerifyKeys;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** For operators: may this key be removed now, how far is the re-encryption, and does everything open. */
@RestController
final class KeysApi {
  private final ReadKeys keys;
  private final VerifyKeys verification;
  private final Texts texts;

  KeysApi(ReadKeys keys, VerifyKeys verification, Texts texts) {
    this.keys = keys;
    this.verification = verification;
    this.texts = texts;
  }

  /**
   * All rings.
   *
   * @param total secrets at rest
   * @param left those that are still to be moved to the active key of the vault
   * @param reencryption the last run that moved anything; null before the first
   * @param verification the last run; null before the first
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Report(
      List<Ring> rings,
      long total,
      long left,
      @Nullable Run reencryption,
      @Nullable Run verification) {

    static Report of(Standing standing, Texts texts, Locale language) {
      return new Report(
          List.of(
              Ring.of("vault", standing.vault(), texts, language),
              Ring.of("transfer", standing.transfer(), texts, language),
              Ring.of("flow", standing.flow(), texts, language)),
          standing.vault().stream().mapToLong(KeyStanding::total).sum(),
          standing.left(),
          Run.of(standing.reencryption()),
          Run.of(standing.verification()));
    }
  }

  /** {@code vault}, {@code transfer} or {@code flow}; the active key comes first. */
  record Ring(String ring, List<Key> keys) {

    static Ring of(String name, List<KeyStanding> keys, Texts texts, Locale language) {
      return new Ring(name, keys.stream().map(key -> Key.of(key, texts, language)).toList());
    }
  }

  /**
   * A key.
   *
   * @param inRing whether the node that answers has it
   * @param removable whether it may be removed now
   * @param verdict why, in a word; the sentence says it in full
   * @param secrets how many are sealed under it, by kind; only of the vault
   * @param exact false when there are more than were counted in time
   * @param unreadable how many of them did not open when they were tried last; null when they never were
   * @param until when what was signed with it expires at the latest; null when nothing is live
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Key(
      String id,
      boolean active,
      boolean inRing,
      boolean removable,
      String verdict,
      String sentence,
      List<Count> secrets,
      long total,
      boolean exact,
      @Nullable Long unreadable,
      @Nullable Instant until) {

    static Key of(KeyStanding key, Texts texts, Locale language) {
      String verdict = inSmall(key.verdict());
      return new Key(
          key.id(),
          key.verdict() == KeyStanding.Verdict.ACTIVE,
          key.inRing(),
          key.verdict() == KeyStanding.Verdict.REMOVABLE,
          verdict,
          texts.text("ops.keys.verdict." + verdict, language),
          key.secrets().entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(entry -> new Count(entry.getKey(), entry.getValue()))
              .toList(),
          key.total(),
          key.wholeCount(),
          key.unreadable(),
          key.until());
    }
  }

  /** So many of a kind. */
  record Count(String kind, long count) {}

  /**
   * A run through all secrets.
   *
   * @param ended false while it runs, and while one was asked for
   * @param perSecond secrets in a second
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Run(Instant startedAt, Instant notedAt, boolean ended, long perSecond, List<Tally> keys) {

    static @Nullable Run of(Optional<Standing.Work> report) {
      return report
          .map(run -> new Run(
              run.startedAt(),
              run.notedAt(),
              run.ended(),
              run.perSecond(),
              run.byKey().entrySet().stream()
                  .sorted(Map.Entry.comparingByKey())
                  .map(entry -> new Tally(entry.getKey(), entry.getValue().good(), entry.getValue().bad()))
                  .toList()))
          .orElse(null);
    }
  }

  /** Of the secrets under a key, how many were moved or opened, and how many could not be opened. */
  record Tally(String key, long good, long unreadable) {}

  /** What was asked for. */
  record Requested(boolean requested) {}

  /** Without a {@code produces}, as in {@link OpsApi}. */
  @ApiCall(
      id = "readKeys",
      answer = """
          {"rings": [{"ring": "vault", "keys": [{"id": "v1", "active": false, "in_ring": true, "removable": true,
          "verdict": "removable", "sentence": "Yes.", "secrets": [], "total": 0, "exact": true, "unreadable": 0,
          "until": null}]}], "total": 120, "left": 0, "reencryption": {"started_at": "2026-11-25T10:00:00Z",
          "noted_at": "2026-11-25T10:00:01Z", "ended": true, "per_second": 120,
          "keys": [{"key": "v1", "good": 120, "unreadable": 0}]}, "verification": null}""")
  @GetMapping("/ops/keys")
  Report keys(HttpServletRequest request, HttpServletResponse response) {
    Locale language = texts.language(request);
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.getLanguage());
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    return Report.of(keys.read(), texts, language);
  }

  @ApiCall(id = "verifyKeys", answer = """
      {"requested": true}""")
  @PostMapping("/ops/keys/verification")
  Requested verify() {
    verification.request();
    return new Requested(true);
  }

  private static String inSmall(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
