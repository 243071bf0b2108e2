package com.cloudaggregator.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.connect.NoteAnswers;
import com.cloudaggregator.application.connect.Refusal;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.event.AccountEvent;
import com.cloudaggregator.domain.event.AccountEvent.UnlistedAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListedOutcomesTest {
  private static final Provider ONEDRIVE = new Provider("onedrive");

  private final List<AccountEvent> events = new ArrayList<>();
  private final ListedOutcomes outcomes = new ListedOutcomes(new NoteAnswers(events::add));

  @ParameterizedTest
  @EnumSource
  void everyRefusalOfTheProgramIsListed(Refusal refusal) {
    passes("/app?error=" + refusal.name().toLowerCase(Locale.ROOT) + "&provider=onedrive");
  }

  @Test
  void successAndAConflictWithItsOfferInTheFragmentAreListed() {
    passes("/app?connection=success&provider=onedrive");
    passes("/app?error=ownership_conflict&provider=onedrive#transfer_token=eyJ-_1.eyJ2.c2ln");
    passes("/app?error=provider_not_configured");
  }

  private void passes(String target) {
    assertThat(outcomes.only(target, ONEDRIVE)).isEqualTo(target);
    assertThat(events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "/app?error=reconnect_failed&provider=onedrive",
    "/app?error=ownership_conflict&provider=onedrive&transfer_token=eyJ1.eyJ2.c2ln",
    "/app?error=ownership_conflict&provider=onedrive",
    "/app?error=access_denied&provider=onedrive#transfer_token=eyJ1.eyJ2.c2ln",
    "/app?error=access_denied&provider=onedrive&said=whatever",
    "//elsewhere.example/app?connection=success&provider=onedrive",
    "/app"
  })
  void nothingElseLeavesAndTheTryIsEvidence(String target) {
    assertThat(outcomes.only(target, ONEDRIVE)).isEqualTo("/app?error=database_error");
    assertThat(events).containsExactly(new UnlistedAnswer(new ProviderAccountId(ONEDRIVE, "-")));
  }
}
