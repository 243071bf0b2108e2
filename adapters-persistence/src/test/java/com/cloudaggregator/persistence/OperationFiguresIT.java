package com.cloudaggregator.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.overview.Measure;
import com.cloudaggregator.application.overview.OperationFigures;
import com.cloudaggregator.application.overview.OperationFigures.PeriodLength;
import com.cloudaggregator.application.overview.Period;
import com.cloudaggregator.application.overview.RecentEvent;
import com.cloudaggregator.application.overview.Standing;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.credential.RefusalCategory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The figures of the overview, counted from the rows. */
class OperationFiguresIT {
  private static TestStore store;

  @BeforeAll
  static void whatHappened() {
    store = TestStore.open();
    store.execute(
        """
        SET session_replication_role = replica;
        INSERT INTO cloud_provider_accounts
          (id, provider, provider_account_id, user_id, epoch, status, reason, label, access_token_sealed, scopes,
           refresh_token_sealed, refresh_not_before, refresh_trouble, frozen_at)
        VALUES
          (gen_random_uuid(), 'onedrive', 'a', 'alice', 1, 'needs_reconnect', 'admin_policy', '', 'v1.k1.x', '', NULL, NULL, NULL, now()),
          (gen_random_uuid(), 'onedrive', 'b', 'alice', 1, 'needs_reconnect', 'consent_revoked', '', 'v1.k1.x', '', NULL, NULL, NULL, NULL),
          ('00000000-0000-0000-0000-0000000000aa', 'dropbox', 'c', 'alice', 1, 'connected', NULL, '', 'v1.k1.x', '', 'v1.k1.x', now(), 'client_refused', NULL);
        INSERT INTO account_ownership_history (account_id, epoch, from_user, to_user, cause, jti, at)
        VALUES
          ('00000000-0000-0000-0000-0000000000aa', 1, NULL, 'p1', 'connected', NULL, now() - interval '9 days'),
          ('00000000-0000-0000-0000-0000000000aa', 2, 'p1', 'p2', 'transferred', gen_random_uuid(), now() - interval '3 days'),
          ('00000000-0000-0000-0000-0000000000aa', 3, 'p2', 'p1', 'transferred', gen_random_uuid(), now());
        INSERT INTO account_access_events (account_id, epoch, turn, user_id, kind)
        VALUES ('00000000-0000-0000-0000-0000000000aa', 3, 1, 'alice', 'reconnected');
        INSERT INTO ownership_verification_evidence (id, evidence, provider, provider_account_id, trace_id)
        SELECT gen_random_uuid(), kind, 'onedrive', '-', '-'
        FROM unnest(ARRAY['conflict_decided', 'refused_user', 'refused_configuration', 'refused_configuration',
          'owner_missing']) AS kind;
        INSERT INTO ownership_verification_evidence (id, evidence, provider, provider_account_id, trace_id)
        SELECT gen_random_uuid(), 'refused_temporary', 'onedrive', '-', '-' FROM generate_series(1, 1200);
        INSERT INTO operator_actions (id, account_id, epoch, action, operator, reason, trace_id)
        VALUES (gen_random_uuid(), '00000000-0000-0000-0000-0000000000aa', 3, 'freeze', 'p9', 'dispute', '-');
        INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
        VALUES ('late', 'recurring', now() - interval '5 minutes', false, 1),
          ('at work', 'recurring', now() - interval '9 minutes', true, 1);
        """);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private static OperationFigures figures() {
    return store.bean(OperationFigures.class);
  }

  @Test
  void countsEachMeasureInThePeriodOfItsTime() {
    List<Period> week = figures().countByPeriod(PeriodLength.DAY, 7);

    assertThat(week).hasSize(7);
    assertThat(week).extracting(Period::from).isSorted();
    Period today = week.getLast();
    assertThat(today.count(Measure.CONFLICTS)).isEqualTo(1);
    assertThat(today.count(Measure.TRANSFERS)).isEqualTo(1);
    assertThat(today.count(Measure.RECONNECTS)).isEqualTo(1);
    assertThat(week.stream().mapToLong(day -> day.count(Measure.TRANSFERS)).sum()).isEqualTo(2);
  }

  @Test
  void countsFailuresUpToALimitAndNoUsersDecision() {
    List<Period> day = figures().countByPeriod(PeriodLength.HOUR, 24);

    assertThat(day).hasSize(24);
    assertThat(day.getLast().count(Measure.FAILURES)).isEqualTo(OperationFigures.PERIOD_LIMIT);
  }

  @Test
  void distinguishesFiveCategoriesOfRefusals() {
    Standing standing = figures().readStanding();

    assertThat(standing.refusals())
        .containsEntry(RefusalCategory.CONFIGURATION, 2L)
        .containsEntry(RefusalCategory.USER, 1L)
        .containsEntry(RefusalCategory.ADMINISTRATOR, 0L)
        .containsEntry(RefusalCategory.ACCOUNT, 0L)
        .containsEntry(RefusalCategory.TEMPORARY, 1200L);
    assertThat(standing.postponed()).containsOnlyKeys(RefusalCategory.CONFIGURATION);
    assertThat(standing.waiting())
        .containsOnlyKeys(RefusalCategory.ADMINISTRATOR, RefusalCategory.USER);
    assertThat(standing.needingReconnect())
        .containsExactly(Map.entry(new Provider("onedrive"), 2L));
  }

  @Test
  void knowsWhatWasTakenBackAndWhatIsLate() {
    Standing standing = figures().readStanding();

    assertThat(standing.takenBack()).isEqualTo(1);
    assertThat(standing.frozen()).isEqualTo(1);
    assertThat(standing.jobDelay()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
  }

  @Test
  void listsTheLatestEventsOfAllKindsNewestFirst() {
    List<RecentEvent> events = figures().listRecent(2000);

    assertThat(events).extracting(RecentEvent::at).isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(events)
        .extracting(RecentEvent::kind)
        .contains("transferred", "reconnected", "conflict_decided", "operator_freeze", "connected")
        .doesNotContain("refused_user");
    assertThat(events).extracting(RecentEvent::provider).doesNotContainNull();
    assertThat(figures().listRecent(10)).hasSize(10);
  }
}
