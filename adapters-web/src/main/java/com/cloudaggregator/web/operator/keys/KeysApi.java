package com.cloudaggregator.web.operator.keys;

import com.cloudaggregator.application.keys.KeyStatus;
import com.cloudaggregator.application.keys.KeyTaskReport;
import com.cloudaggregator.application.keys.ReadKeys;
import com.cloudaggregator.application.keys.ReadKeys.KeyOverview;
import com.cloudaggregator.application.keys.ReadKeys.NodeStatus;
import com.cloudaggregator.application.keys.VerifyKeys;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.text.Messages;
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

/**
 * The keys in use, for operators: whether a key may be removed, how far the re-encryption is, and
 * whether all secrets can be opened.
 */
@RestController
final class KeysApi {
  private final ReadKeys keys;
  private final VerifyKeys verification;
  private final Messages messages;

  KeysApi(ReadKeys keys, VerifyKeys verification, Messages messages) {
    this.keys = keys;
    this.verification = verification;
    this.messages = messages;
  }

  /**
   * All key rings.
   *
   * @param total number of stored secrets
   * @param left number of secrets that are not yet under the active key of the vault
   * @param nodes the running nodes with the ids of their keys
   * @param waitsFor the names of the nodes that the re-encryption waits for, because they do not
   *     have the active key of every other node; empty if it waits for none
   * @param reencryption the last run that re-encrypted anything; null before the first
   * @param verification the last run; null before the first
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record KeysReport(
      List<KeyRingReport> rings,
      long total,
      long left,
      List<NodeReport> nodes,
      List<String> waitsFor,
      @Nullable KeyRun reencryption,
      @Nullable KeyRun verification) {

    static KeysReport of(KeyOverview standing, Messages messages, Locale language) {
      return new KeysReport(
          List.of(
              KeyRingReport.of("vault", standing.vault(), messages, language),
              KeyRingReport.of("transfer", standing.transfer(), messages, language),
              KeyRingReport.of("flow", standing.flow(), messages, language)),
          standing.vault().stream().mapToLong(KeyStatus::total).sum(),
          standing.countPendingSecrets(),
          standing.nodes().stream().map(NodeReport::of).toList(),
          standing.nodes().stream()
              .filter(NodeStatus::delaysReencryption)
              .map(NodeStatus::name)
              .toList(),
          KeyRun.of(standing.reencryption()),
          KeyRun.of(standing.verification()));
    }
  }

  /**
   * A running node with the ids of its keys, the active one first.
   *
   * @param name process id and host
   * @param lacks vault keys that other nodes use or stored secrets need, and this node does not
   *     have
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record NodeReport(
      String name,
      List<String> vault,
      List<String> transfer,
      List<String> flow,
      List<String> lacks,
      Instant seenAt) {

    static NodeReport of(NodeStatus status) {
      return new NodeReport(
          status.name(),
          status.vault(),
          status.transfer(),
          status.flow(),
          status.lacks(),
          status.seenAt());
    }
  }

  /** {@code vault}, {@code transfer} or {@code flow}; the active key comes first. */
  record KeyRingReport(String ring, List<KeyReport> keys) {

    static KeyRingReport of(String name, List<KeyStatus> keys, Messages messages, Locale language) {
      return new KeyRingReport(
          name, keys.stream().map(key -> KeyReport.of(key, messages, language)).toList());
    }
  }

  /**
   * A key.
   *
   * @param inRing whether the answering node has it
   * @param removable whether it may be removed now
   * @param verdict why, as a code; {@code sentence} explains it
   * @param secrets number of secrets under it, by kind; only in the vault
   * @param exact false if there are more secrets than could be counted in time
   * @param unreadable number of its secrets that could not be opened in the last run; null before
   *     the first
   * @param until when the last valid token that it signed expires; null if there is none
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record KeyReport(
      String id,
      boolean active,
      boolean inRing,
      boolean removable,
      String verdict,
      String sentence,
      List<SecretCount> secrets,
      long total,
      boolean exact,
      @Nullable Long unreadable,
      @Nullable Instant until) {

    static KeyReport of(KeyStatus key, Messages messages, Locale language) {
      String verdict = codeOf(key.removability());
      return new KeyReport(
          key.id(),
          key.removability() == KeyStatus.Removability.ACTIVE,
          key.inRing(),
          key.removability() == KeyStatus.Removability.REMOVABLE,
          verdict,
          messages.get("ops.keys.verdict." + verdict, language),
          key.secrets().entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(entry -> new SecretCount(entry.getKey(), entry.getValue()))
              .toList(),
          key.total(),
          key.countComplete(),
          key.unreadable(),
          key.neededUntil());
    }
  }

  /** The number of secrets of one kind. */
  record SecretCount(String kind, long count) {}

  /**
   * A run over all secrets.
   *
   * @param ended false while it runs, and while one is requested
   * @param perSecond secrets per second
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record KeyRun(
      Instant startedAt, Instant notedAt, boolean ended, long perSecond, List<KeyRunCount> keys) {

    static @Nullable KeyRun of(Optional<KeyTaskReport> report) {
      return report
          .map(
              run ->
                  new KeyRun(
                      run.startedAt(),
                      run.updatedAt(),
                      run.ended(),
                      run.perSecond(),
                      run.byKey().entrySet().stream()
                          .sorted(Map.Entry.comparingByKey())
                          .map(
                              entry ->
                                  new KeyRunCount(
                                      entry.getKey(),
                                      entry.getValue().good(),
                                      entry.getValue().bad()))
                          .toList()))
          .orElse(null);
    }
  }

  /** The secrets under a key in a run: moved or opened, and not readable. */
  record KeyRunCount(String key, long good, long unreadable) {}

  /** The answer to a requested verification. */
  record VerificationRequested(boolean requested) {}

  /**
   * Has no {@code produces}, so that callers that accept anything get JSON; only a browser that
   * asks for HTML gets the page.
   */
  @ApiCall(
      group = ApiGroup.KEYS,
      id = "readKeys",
      answer =
          """
          {"rings": [{"ring": "vault", "keys": [{"id": "v1", "active": false, "in_ring": true, "removable": true,
          "verdict": "removable", "sentence": "Yes.", "secrets": [], "total": 0, "exact": true, "unreadable": 0,
          "until": null}]}], "total": 120, "left": 0, "nodes": [{"name": "1@app-1", "vault": ["v2", "v1"],
          "transfer": ["t1"], "flow": ["f1"], "lacks": [], "seen_at": "2026-11-25T10:00:00Z"}], "waits_for": [],
          "reencryption": {"started_at": "2026-11-25T10:00:00Z",
          "noted_at": "2026-11-25T10:00:01Z", "ended": true, "per_second": 120,
          "keys": [{"key": "v1", "good": 120, "unreadable": 0}]}, "verification": null}""")
  @GetMapping("/ops/keys")
  KeysReport read(HttpServletRequest request, HttpServletResponse response) {
    Locale language = messages.resolveLanguage(request);
    response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.getLanguage());
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    return KeysReport.of(keys.read(), messages, language);
  }

  @ApiCall(
      group = ApiGroup.KEYS,
      id = "verifyKeys",
      answer =
          """
      {"requested": true}""")
  @PostMapping("/ops/keys/verification")
  VerificationRequested verify() {
    verification.request();
    return new VerificationRequested(true);
  }

  private static String codeOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
