package com.cloudaggregator.bootstrap.metrics;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.keys.KeyStatus;
import com.cloudaggregator.application.keys.ReadKeys;
import com.cloudaggregator.application.metrics.StoredFigures;
import com.cloudaggregator.application.verification.Criterion;
import com.cloudaggregator.application.verification.ReadVerification;
import com.cloudaggregator.application.verification.Verdict;
import com.cloudaggregator.application.webhook.DeliveryState;
import com.cloudaggregator.application.webhook.DeliveryStatistics;
import com.cloudaggregator.application.webhook.EndpointStatus;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import com.cloudaggregator.domain.account.AccountStatus;
import com.cloudaggregator.domain.event.StoreFault;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Gauges of what is stored, the same on every node except for its keys. One background thread reads
 * them, so that a scrape never waits for the database; those that cannot be read are NaN. {@code
 * cloud_aggregator_database_up} tells whether the database answered it.
 */
public final class StoreMeters
    implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(StoreMeters.class);
  private static final String PREFIX = "cloud.aggregator.";
  private static final Duration READ_EVERY = Duration.ofSeconds(15);

  /** The keys are counted row by row, so only in one round of so many. */
  private static final int ROUNDS_PER_KEY_COUNT = 20;

  private static final int MOST_REVOCATIONS = 10_000;

  private final ReadFigures read;
  private final Set<String> providers;
  private final Rows accounts;
  private final Rows events;
  private final Rows endpoint;
  private final Rows keys;
  private final Rows lacking;
  private final Rows verdicts;

  private volatile double oldestEvent = Double.NaN;
  private volatile double revocations = Double.NaN;
  private volatile double up = Double.NaN;
  private int rounds;
  private boolean complaining;

  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("store-meters").factory());

  /** What is read. */
  public record ReadFigures(
      StoredFigures figures,
      InspectDeliveries deliveries,
      ReadKeys keys,
      ReadVerification verification) {}

  /**
   * @param providers the ids of the configured providers; others may have accounts too
   */
  public StoreMeters(ReadFigures read, MeterRegistry meters, Collection<String> providers) {
    this.read = read;
    this.providers = Set.copyOf(providers);
    this.accounts =
        rows(meters, "accounts", "Accounts, by provider and status; counted every five minutes.");
    this.events =
        rows(
            meters,
            "outbox.events",
            "Events for the webhook, by state of their delivery; counted up to 10,000 of each.");
    this.endpoint =
        rows(
            meters,
            "webhook.endpoint",
            "1 for the current state of the webhook endpoint, 0 for the others. throttled: it answered 429; disabled: it answered 410, and no events are sent.");
    this.keys =
        rows(
            meters,
            "vault.secrets",
            "Sealed secrets, by the vault key that sealed them and whether this node has that key; counted every five minutes.");
    this.lacking =
        rows(
            meters,
            "keys.lacking",
            "Keys that another running node has and this node does not have, by ring; 0 except during a rotation.");
    this.verdicts =
        rows(
            meters,
            "verification.verdict",
            "1 for the current verdict on each criterion of /ops/verification, 0 for the others.");
    TimeGauge.builder(PREFIX + "outbox.oldest", () -> oldestEvent, TimeUnit.SECONDS)
        .description(
            "Age of the oldest event that is not delivered yet, one that is held back included; 0 if there is none.")
        .register(meters);
    Gauge.builder(PREFIX + "revocations.pending", () -> revocations)
        .description("Grants of former owners that are still to be revoked; counted up to 10,000.")
        .register(meters);
    Gauge.builder(PREFIX + "database.up", () -> up)
        .description("1 if the database answered the last time that the metrics were read, else 0.")
        .register(meters);
  }

  private static Rows rows(MeterRegistry meters, String name, String description) {
    return new Rows(MultiGauge.builder(PREFIX + name).description(description).register(meters));
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent ready) {
    watch.scheduleWithFixedDelay(this::readAll, 0, READ_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void destroy() {
    watch.shutdownNow();
  }

  private void readAll() {
    boolean answered = true;
    answered &= attempt(this::readEvents, events::blank, () -> oldestEvent = Double.NaN);
    answered &= attempt(this::readEndpoint, endpoint::blank);
    answered &= attempt(this::readLacking, lacking::blank);
    answered &= attempt(this::readVerdicts, verdicts::blank);
    answered &= attempt(this::readRevocations, () -> revocations = Double.NaN);
    if (rounds == 0 || !answered) {
      answered &= attempt(this::readAccounts, accounts::blank);
      answered &= attempt(this::readKeys, keys::blank);
    }
    // After an outage they are read at once.
    rounds = answered ? (rounds + 1) % ROUNDS_PER_KEY_COUNT : 0;
    up = answered ? 1 : 0;
  }

  /** Whether the database answered, be it with an error. */
  private boolean attempt(Runnable reading, Runnable... otherwise) {
    try {
      reading.run();
      complaining = false;
      return true;
    } catch (StoreException failed) {
      List.of(otherwise).forEach(Runnable::run);
      boolean away = failed.fault().kind() == StoreFault.Kind.UNAVAILABLE;
      if (!away && !complaining) {
        complaining = true;
        LOG.warn(
            "A metric cannot be read from the database: {} - {}",
            failed.fault().exceptionClass(),
            failed.fault().message());
      }
      return !away;
    }
  }

  private void readEvents() {
    DeliveryStatistics statistics = read.deliveries().readStatistics();
    Map<Tags, Number> rows = new LinkedHashMap<>();
    for (DeliveryState state : DeliveryState.values()) {
      rows.put(Tags.of("state", code(state)), statistics.count(state));
    }
    events.show(rows);
    oldestEvent = statistics.longestWait().toMillis() / 1000.0;
  }

  private void readEndpoint() {
    EndpointStatus.State current = read.deliveries().readEndpoint().state();
    Map<Tags, Number> rows = new LinkedHashMap<>();
    for (EndpointStatus.State state : EndpointStatus.State.values()) {
      rows.put(Tags.of("state", code(state)), state == current ? 1 : 0);
    }
    endpoint.show(rows);
  }

  private void readRevocations() {
    revocations = read.figures().countPendingRevocations(MOST_REVOCATIONS);
  }

  private void readVerdicts() {
    Map<Tags, Number> rows = new LinkedHashMap<>();
    for (Map.Entry<Criterion, Verdict> entry : read.verification().read().entrySet()) {
      String current =
          switch (entry.getValue()) {
            case Verdict.Proven _ -> "proven";
            case Verdict.NotSeenYet _ -> "not_seen_yet";
            case Verdict.Violated _ -> "violated";
          };
      for (String verdict : List.of("proven", "not_seen_yet", "violated")) {
        rows.put(
            Tags.of("criterion", code(entry.getKey()), "verdict", verdict),
            verdict.equals(current) ? 1 : 0);
      }
    }
    verdicts.show(rows);
  }

  private void readAccounts() {
    Map<Tags, Number> rows = new LinkedHashMap<>();
    for (String provider : providers) {
      for (AccountStatus status : AccountStatus.values()) {
        rows.put(Tags.of("provider", provider, "status", code(status)), 0);
      }
    }
    read.figures()
        .countAccounts()
        .forEach(
            count ->
                rows.put(
                    Tags.of("provider", count.provider(), "status", code(count.status())),
                    count.accounts()));
    accounts.show(rows);
  }

  private void readKeys() {
    Map<Tags, Number> rows = new LinkedHashMap<>();
    for (KeyStatus key : read.keys().read().vault()) {
      long secrets = key.total();
      rows.put(Tags.of("key", key.id(), "ring", "present"), key.inRing() ? secrets : 0);
      rows.put(Tags.of("key", key.id(), "ring", "missing"), key.inRing() ? 0 : secrets);
    }
    keys.show(rows);
  }

  private void readLacking() {
    Map<Tags, Number> rows = new LinkedHashMap<>();
    read.keys().countLacking().forEach((ring, keys) -> rows.put(Tags.of("ring", ring), keys));
    lacking.show(rows);
  }

  /** A gauge with one row for each combination of labels, which may change. */
  private static final class Rows {
    private final MultiGauge gauge;
    private final Set<Tags> known = new HashSet<>();

    Rows(MultiGauge gauge) {
      this.gauge = gauge;
    }

    void show(Map<Tags, Number> values) {
      known.clear();
      known.addAll(values.keySet());
      register(values);
    }

    void blank() {
      Map<Tags, Number> values = new LinkedHashMap<>();
      known.forEach(row -> values.put(row, Double.NaN));
      register(values);
    }

    private void register(Map<Tags, Number> values) {
      gauge.register(
          values.entrySet().stream()
              .<MultiGauge.Row<?>>map(row -> MultiGauge.Row.of(row.getKey(), row.getValue()))
              .toList(),
          true);
    }
  }

  private static String code(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
