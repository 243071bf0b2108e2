package com.cloudaggregator.application.audit;

import com.cloudaggregator.application.audit.InspectAccounts.Inspection;
import com.cloudaggregator.application.token.ListServiceCalls;
import com.cloudaggregator.application.token.ServiceCallEntry;
import com.cloudaggregator.application.webhook.EventDelivery;
import com.cloudaggregator.application.webhook.EventFilter;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import java.util.List;
import java.util.Optional;

/** Answers the support question: whose is this account, since when, and what happened to it? */
public final class InvestigateAccount {
  /** Maximum number of accounts that a search finds. */
  public static final int MAX_FOUND = 50;

  private static final int TIMELINE = 100;
  private static final int ROWS = 10;

  private final AccountFiles files;
  private final InspectAccounts accounts;
  private final ListServiceCalls calls;
  private final InspectDeliveries deliveries;

  public InvestigateAccount(
      AccountFiles files,
      InspectAccounts accounts,
      ListServiceCalls calls,
      InspectDeliveries deliveries) {
    this.files = files;
    this.accounts = accounts;
    this.calls = calls;
    this.deliveries = deliveries;
  }

  /**
   * @param offers the latest
   * @param calls the latest
   * @param events the latest
   */
  public record AccountFile(
      Inspection inspection,
      List<TimelineEntry> timeline,
      List<OfferEntry> offers,
      List<ServiceCallEntry> calls,
      List<EventDelivery> events) {}

  /**
   * @param text a user, an account, an id at a provider or an address
   * @return at most {@value #MAX_FOUND}
   */
  public List<CloudAccount> search(String text) {
    return files.search(text, MAX_FOUND);
  }

  /**
   * @return empty if there is no such account
   */
  public Optional<AccountFile> open(AccountId id) {
    return files
        .find(id)
        .map(CloudAccount::providerAccount)
        .flatMap(accounts::inspect)
        .map(
            inspection ->
                new AccountFile(
                    inspection,
                    files.listTimeline(inspection.history().account(), TIMELINE),
                    files.listOffers(id, ROWS),
                    calls.list(id, null, ROWS).items(),
                    deliveries.list(EventFilter.of(id), null, ROWS).items()));
  }
}
