package com.cloudaggregator.bootstrap;

import com.cloudaggregator.application.account.AccountRecords;
import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.NameAccount;
import com.cloudaggregator.application.account.ShowAccount;
import com.cloudaggregator.application.account.TestConnection;
import com.cloudaggregator.application.activity.Activities;
import com.cloudaggregator.application.activity.ListActivity;
import com.cloudaggregator.application.audit.AccountAudit;
import com.cloudaggregator.application.audit.AccountFiles;
import com.cloudaggregator.application.audit.InspectAccounts;
import com.cloudaggregator.application.audit.InvestigateAccount;
import com.cloudaggregator.application.audit.OperateAccount;
import com.cloudaggregator.application.audit.OperatorActions;
import com.cloudaggregator.application.connect.AuthorizationFlows;
import com.cloudaggregator.application.connect.AuthorizationStates;
import com.cloudaggregator.application.connect.CompleteConnection;
import com.cloudaggregator.application.connect.Randomness;
import com.cloudaggregator.application.connect.RecordCallbackPages;
import com.cloudaggregator.application.connect.StartConnection;
import com.cloudaggregator.application.disconnect.DisconnectAccount;
import com.cloudaggregator.application.disconnect.ListDisconnectedAccounts;
import com.cloudaggregator.application.disconnect.RevocationEndpoints;
import com.cloudaggregator.application.disconnect.Revocations;
import com.cloudaggregator.application.disconnect.RevokeGrants;
import com.cloudaggregator.application.erasure.EraseUser;
import com.cloudaggregator.application.erasure.ExportUser;
import com.cloudaggregator.application.erasure.UserRecords;
import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.application.keys.KeyReports;
import com.cloudaggregator.application.keys.KeyRings;
import com.cloudaggregator.application.keys.NodeRings;
import com.cloudaggregator.application.keys.ReadKeys;
import com.cloudaggregator.application.keys.Reencrypt;
import com.cloudaggregator.application.keys.SealedSecrets;
import com.cloudaggregator.application.keys.SigningKeys;
import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.application.keys.VerifyKeys;
import com.cloudaggregator.application.limit.StartRateLimit;
import com.cloudaggregator.application.limit.TokenRateLimit;
import com.cloudaggregator.application.notice.AcknowledgeNotice;
import com.cloudaggregator.application.notice.Contacts;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.application.notice.MailServer;
import com.cloudaggregator.application.notice.ManageContact;
import com.cloudaggregator.application.notice.Notices;
import com.cloudaggregator.application.notice.NotifyFormerOwners;
import com.cloudaggregator.application.overview.OperationFigures;
import com.cloudaggregator.application.overview.ReadOverview;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.storage.ReadStorage;
import com.cloudaggregator.application.token.AccessTokens;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.ExpiringTokens;
import com.cloudaggregator.application.token.ListServiceCalls;
import com.cloudaggregator.application.token.RefreshAhead;
import com.cloudaggregator.application.token.ServiceCalls;
import com.cloudaggregator.application.token.Sleeper;
import com.cloudaggregator.application.token.VendAccessToken;
import com.cloudaggregator.application.token.VendingPolicy;
import com.cloudaggregator.application.transfer.PreviewTransfer;
import com.cloudaggregator.application.transfer.TransferOwnership;
import com.cloudaggregator.application.transfer.TransferRequests;
import com.cloudaggregator.application.transfer.TransferTokens;
import com.cloudaggregator.application.verification.ReadVerification;
import com.cloudaggregator.application.verification.VerificationRecord;
import com.cloudaggregator.application.webhook.DeliverEvents;
import com.cloudaggregator.application.webhook.EventReceiver;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import com.cloudaggregator.application.webhook.Outbox;
import com.cloudaggregator.application.webhook.Outbox.Channel;
import com.cloudaggregator.bootstrap.configuration.Settings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** Every use case, given the ports that the adapters provide. */
@Configuration(proxyBeanMethods = false)
class UseCases {

  @Bean
  StartRateLimit startRateLimit(Settings settings, Clock clock) {
    return new PerUserRateLimiter(settings.limits().startsPerMinute(), clock);
  }

  @Bean
  StartConnection startConnection(
      Providers providers,
      CloudAccounts accounts,
      AuthorizationFlows flows,
      StartRateLimit limits,
      Randomness randomness,
      Clock clock,
      Settings settings) {
    return new StartConnection(
        providers, accounts, flows, limits, randomness, clock, settings.stateTtl());
  }

  @Bean
  CompleteConnection completeConnection(
      Providers providers,
      AuthorizationFlows flows,
      AuthorizationStates states,
      CloudAccounts accounts,
      TransferRequests requests,
      TransferTokens tokens,
      AccountEvents events,
      Sleeper pauses,
      Clock clock,
      Settings settings) {
    var terms =
        new CompleteConnection.OfferTerms(
            settings.transfer().tokenTtl(), settings.limits().liveOffers());
    return new CompleteConnection(
        providers, flows, states, accounts, requests, tokens, events, pauses, clock, terms);
  }

  @Bean
  RecordCallbackPages recordCallbackPages(AccountEvents events) {
    return new RecordCallbackPages(events);
  }

  @Bean
  PreviewTransfer previewTransfer(
      TransferTokens tokens, TransferRequests requests, AccountEvents events, Settings settings) {
    return new PreviewTransfer(tokens, requests, events, transferLimits(settings));
  }

  @Bean
  TransferOwnership transferOwnership(
      TransferTokens tokens, TransferRequests requests, AccountEvents events, Settings settings) {
    return new TransferOwnership(tokens, requests, events, transferLimits(settings));
  }

  private static TransferRequests.TransferLimits transferLimits(Settings settings) {
    return new TransferRequests.TransferLimits(
        settings.transfer().cooldown(), settings.transfer().maxPerAccount());
  }

  @Bean
  ListProviders listProviders(Providers providers) {
    return new ListProviders(providers);
  }

  @Bean
  ListAccounts listAccounts(CloudAccounts accounts) {
    return new ListAccounts(accounts);
  }

  @Bean
  NameAccount nameAccount(CloudAccounts accounts) {
    return new NameAccount(accounts);
  }

  @Bean
  DisconnectAccount disconnectAccount(
      CloudAccounts accounts, Providers providers, AccountEvents events, Settings settings) {
    return new DisconnectAccount(accounts, providers, events, settings.revocation().delay());
  }

  @Bean
  ListDisconnectedAccounts listDisconnectedAccounts(Revocations revocations, Providers providers) {
    return new ListDisconnectedAccounts(revocations, providers);
  }

  @Bean
  RevokeGrants revokeGrants(
      Revocations revocations, RevocationEndpoints endpoints, AccessTokens tokens) {
    return new RevokeGrants(revocations, endpoints, tokens);
  }

  @Bean
  AccessTokens accessTokens(
      Custody custody,
      Providers providers,
      AccountEvents events,
      Sleeper pauses,
      Clock clock,
      Settings settings,
      @Qualifier("refreshThreads") Executor threads) {
    var terms = VendingPolicy.of(settings.accessToken().minValidity());
    return new AccessTokens(custody, providers, events, pauses, clock, terms, threads);
  }

  /** Closed before the database and the providers, which its threads still use. */
  @Bean(defaultCandidate = false)
  @DependsOn({"entityManagerFactory", "providers"})
  RefreshThreads refreshThreads() {
    return new RefreshThreads();
  }

  @Bean
  RefreshAhead refreshAhead(
      ExpiringTokens expiring,
      AccessTokens tokens,
      Providers providers,
      @Qualifier("refreshThreads") Executor threads,
      Clock clock,
      Settings settings) {
    return new RefreshAhead(
        expiring, tokens, providers, threads, clock, settings.accessToken().refreshAhead());
  }

  /** Counts separately from {@link StartRateLimit}, with its own limit. */
  @Bean
  TokenRateLimit tokenRateLimit(Settings settings, Clock clock) {
    return new PerUserRateLimiter(settings.limits().accessTokensPerMinute(), clock)::tryAcquire;
  }

  @Bean
  VendAccessToken vendAccessToken(AccessTokens tokens, TokenRateLimit limits, ServiceCalls calls) {
    return new VendAccessToken(tokens, limits, calls);
  }

  @Bean
  TestConnection testConnection(
      CloudAccounts accounts,
      AccessTokens tokens,
      Providers providers,
      TokenRateLimit limits,
      Clock clock) {
    return new TestConnection(accounts, tokens, providers, limits, clock);
  }

  /** A thread for each storage call. No caller waits for it when the program ends. */
  @Bean(defaultCandidate = false, destroyMethod = "shutdownNow")
  ExecutorService storageThreads() {
    return Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("storage-", 0).factory());
  }

  @Bean
  ReadStorage readStorage(
      CloudAccounts accounts,
      AccessTokens tokens,
      Providers providers,
      TokenRateLimit limits,
      @Qualifier("storageThreads") ExecutorService threads,
      Clock clock) {
    return new ReadStorage(accounts, tokens, providers, limits, threads, clock);
  }

  /** A thread for each delivery of events. An interrupted delivery is claimed again. */
  @Bean(defaultCandidate = false, destroyMethod = "shutdownNow")
  ExecutorService deliveryThreads() {
    return Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("delivery-", 0).factory());
  }

  @Bean
  DeliverEvents deliverEvents(
      Outbox outbox, EventReceiver receiver, @Qualifier("deliveryThreads") Executor threads) {
    return new DeliverEvents(outbox, Channel.WEBHOOK, receiver, threads);
  }

  @Bean(defaultCandidate = false)
  DeliverEvents deliverEmails(
      Outbox outbox,
      Contacts contacts,
      MailServer server,
      @Qualifier("deliveryThreads") Executor threads) {
    var receiver = new NotifyFormerOwners(contacts, server);
    return new DeliverEvents(outbox, Channel.EMAIL, receiver, threads);
  }

  @Bean
  ManageContact manageContact(Contacts contacts, MailServer server) {
    return new ManageContact(contacts, server);
  }

  @Bean
  InspectDeliveries inspectDeliveries(Outbox outbox, Settings settings) {
    URI webhook = settings.webhook().url();
    return new InspectDeliveries(outbox, webhook == null ? null : webhook.getHost());
  }

  @Bean
  ListServiceCalls listServiceCalls(ServiceCalls calls) {
    return new ListServiceCalls(calls);
  }

  @Bean
  EraseUser eraseUser(
      UserRecords records,
      ServiceCalls calls,
      Providers providers,
      AccountEvents events,
      Clock clock,
      Settings settings) {
    return new EraseUser(records, calls, providers, events, clock, settings.revocation().delay());
  }

  @Bean
  ExportUser exportUser(UserRecords records, ServiceCalls calls) {
    return new ExportUser(records, calls);
  }

  @Bean
  ListActivity listActivity(Activities activities) {
    return new ListActivity(activities);
  }

  @Bean
  ShowAccount showAccount(Custody custody, AccountRecords records, Providers providers) {
    return new ShowAccount(custody, records, providers);
  }

  @Bean
  ListNotices listNotices(Notices notices) {
    return new ListNotices(notices);
  }

  @Bean
  AcknowledgeNotice acknowledgeNotice(Notices notices) {
    return new AcknowledgeNotice(notices);
  }

  @Bean
  ReadVerification readVerification(VerificationRecord record) {
    return new ReadVerification(record);
  }

  @Bean
  ReadOverview readOverview(
      OperationFigures figures, InspectDeliveries deliveries, ReadVerification verification) {
    return new ReadOverview(figures, deliveries, verification);
  }

  @Bean
  InvestigateAccount investigateAccount(
      AccountFiles files,
      InspectAccounts accounts,
      ListServiceCalls calls,
      InspectDeliveries deliveries) {
    return new InvestigateAccount(files, accounts, calls, deliveries);
  }

  @Bean
  OperateAccount operateAccount(
      OperatorActions actions, Providers providers, AccountEvents events, Settings settings) {
    return new OperateAccount(actions, providers, events, settings.revocation().delay());
  }

  @Bean
  InspectAccounts inspectAccounts(AccountAudit audit) {
    return new InspectAccounts(audit);
  }

  // Keys.

  @Bean
  Reencrypt reencrypt(
      SealedSecrets secrets, Vault vault, KeyRings rings, NodeRings nodes, KeyReports reports) {
    return new Reencrypt(secrets, vault, rings, nodes, reports);
  }

  @Bean
  VerifyKeys verifyKeys(
      SealedSecrets secrets, Vault vault, KeyRings rings, NodeRings nodes, KeyReports reports) {
    return new VerifyKeys(secrets, vault, rings, nodes, reports);
  }

  @Bean
  ReadKeys readKeys(
      KeyRings rings,
      SealedSecrets secrets,
      SigningKeys signing,
      NodeRings nodes,
      KeyReports reports,
      Clock clock,
      Settings settings) {
    // Flow keys seal the cookies of flows and of sessions.
    Duration cookies =
        Collections.max(List.of(settings.stateTtl(), settings.sessions().maxLifetime()));
    return new ReadKeys(rings, secrets, signing, nodes, reports, clock, cookies);
  }
}
