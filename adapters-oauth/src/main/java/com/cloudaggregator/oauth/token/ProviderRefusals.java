package com.cloudaggregator.oauth.token;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.oauth.RefusalReporter;
import com.cloudaggregator.oauth.RefusalReporter.Refusal;
import com.cloudaggregator.oauth.RefusalReporter.Step;

/** Reports refusals of one provider. */
public record ProviderRefusals(Provider provider, RefusalReporter refusals) {

  public void refused(Step step, String reason) {
    refusals.report(new Refusal(provider.id(), step, reason));
  }
}
