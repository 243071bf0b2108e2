package com.cloudaggregator.bootstrap;

import com.cloudaggregator.application.account.AccessTokens;
import com.cloudaggregator.application.account.DisconnectAccount;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.ListActivity;
import com.cloudaggregator.application.account.ListDisconnected;
import com.cloudaggregator.application.account.ListProviders;
import com.cloudaggregator.application.account.ReadStorage;
import com.cloudaggregator.application.account.RefreshAhead;
import com.cloudaggregator.application.account.RevokeGrants;
import com.cloudaggregator.application.account.ShowAccount;
import com.cloudaggregator.application.account.TryAccess;
import com.cloudaggregator.application.account.VendAccessToken;
import com.cloudaggregator.application.connect.CompleteConnection;
import com.cloudaggregator.application.connect.NoteAnswers;
import com.cloudaggregator.application.connect.StartConnection;
import com.cloudaggregator.application.keys.ReadKeys;
import com.cloudaggregator.application.keys.Reencrypt;
import com.cloudaggregator.application.keys.VerifyKeys;
import com.cloudaggregator.application.notice.AcknowledgeNotice;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.application.port.AccountAudit;
import com.cloudaggregator.application.port.AccountEvents;
import com.cloudaggregator.application.port.AccountRecords;
import com.cloudaggregator.application.port.Activities;
import com.cloudaggregator.application.port.AuthorizationFlows;
import com.cloudaggregator.application.port.AuthorizationStates;
import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.application.port.Custody;
import com.cloudaggregator.application.port.ExpiringTokens;
import com.cloudaggregator.application.port.KeyReports;
import com.cloudaggregator.application.port.KeyRings;
import com.cloudaggregator.application.port.EventReceiver;
import com.cloudaggregator.application.port.Notices;
import com.cloudaggregator.application.port.Outbox;
import com.cloudaggregator.application.port.Pauses;
import com.cloudaggregator.application.port.Providers;
import com.cloudaggregator.application.port.Randomness;
import com.cloudaggregator.application.port.RevocationEndpoints;
import com.cloudaggregator.application.port.Revocations;
import com.cloudaggregator.application.port.SealedSecrets;
import com.cloudaggregator.application.port.ServiceCalls;
import com.cloudaggregator.application.port.SessionEnds;
import com.cloudaggregator.application.port.SigningKeys;
import com.cloudaggregator.application.port.StartLimits;
import com.cloudaggregator.application.port.TokenLimits;
import com.cloudaggregator.application.port.TransferRequests;
import com.cloudaggregator.application.port.TransferTokens;
import com.cloudaggregator.application.port.Vault;
import com.cloudaggregator.application.port.VerificationRecord;
import com.cloudaggregator.application.session.UserSessions;
import com.cloudaggregator.application.transfer.PreviewTransfer;
import com.cloudaggregator.application.transfer.TransferOwnership;
import com.cloudaggregator.application.verification.InspectAccounts;
import com.cloudaggregator.application.verification.ReadServiceCalls;
import com.cloudaggregator.application.verification.ReadVerification;
import com.cloudaggregator.application.webhook.DeliverEvents;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import com.cloudaggregator.bootstrap.configuration.Settings;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every use case, given the ports that the adapters provide. */
@Configuration(proxyBeanMethods = false)
class UseCases {

  @Bean
  StartLimits startLimits(Settings settings, Clock clock) {
    return new UserStartLimits(settings.limits().startsPerMinute(), clock);
  }

  @Bean
  StartConnection startConnection(
      Providers providers,
      CloudAccounts accounts,
      AuthorizationFlows flows,
      StartLimits limits,
      Randomness randomness,
      Clock clock,
      Settings settings) {
    return new StartConnection(providers, accounts, flows, limits, randomness, clock, settings.stateTtl());
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
      Clock clock,
      Settings settings) {
    var terms = new CompleteConnection.Terms(settings.transfer().tokenTtl(), settings.limits().liveOffers());
    return new CompleteConnection(providers, flows, states, accounts, requests, tokens, events, clock, terms);
  }

  @Bean
  NoteAnswers noteAnswers(AccountEvents events) {
    return new NoteAnswers(events);
  }

  @Bean
  PreviewTransfer previewTransfer(TransferTokens tokens, TransferRequests requests, AccountEvents events) {
    return new PreviewTransfer(tokens, requests, events);
  }

  @Bean
  TransferOwnership transferOwnership(
      TransferTokens tokens, TransferRequests requests, AccountEvents events, Settings settings) {
    var pace = new TransferRequests.Pace(settings.transfer().cooldown(), settings.transfer().maxPerAccount());
    return new TransferOwnership(tokens, requests, events, pace);
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
  DisconnectAccount disconnectAccount(
      CloudAccounts accounts, Providers providers, AccountEvents events, Settings settings) {
    return new DisconnectAccount(accounts, providers, events, settings.jobs().revocationDelay());
  }

  @Bean
  ListDisconnected listDisconnected(Revocations revocations, Providers providers) {
    return new ListDisconnected(revocations, providers);
  }

  @Bean
  RevokeGrants revokeGrants(Revocations revocations, RevocationEndpoints endpoints, AccessTokens tokens) {
    return new RevokeGrants(revocations, endpoints, tokens);
  }

  @Bean
  AccessTokens accessTokens(
      Custody custody,
      Providers providers,
      AccountEvents events,
      Pauses pauses,
      Clock clock,
      Settings settings,
      RefreshThreads threads) {
    var terms = AccessTokens.Terms.of(settings.accessTokens().minValidity());
    return new AccessTokens(custody, providers, events, pauses, clock, terms, threads.executor());
  }

  /**
   * Ends with the program, before what its threads store to and ask. Not of type Executor, which would take the place
   * of Boot's own.
   */
  @Bean(destroyMethod = "close")
  RefreshThreads refreshThreads(Custody endsLater, Providers endsLaterToo) {
    return new RefreshThreads();
  }

  @Bean
  RefreshAhead refreshAhead(
      ExpiringTokens expiring,
      AccessTokens tokens,
      Providers providers,
      RefreshThreads threads,
      Clock clock,
      Settings settings) {
    return new RefreshAhead(
        expiring, tokens, providers, threads.executor(), clock, settings.accessTokens().refreshAhead());
  }

  /** As {@link StartLimits}, with a number of its own. */
  @Bean
  TokenLimits tokenLimits(Settings settings, Clock clock) {
    return new UserStartLimits(settings.accessTokens().perMinute(), clock)::tryStart;
  }

  @Bean
  VendAccessToken vendAccessToken(AccessTokens tokens, TokenLimits limits, ServiceCalls calls) {
    return new VendAccessToken(tokens, limits, calls);
  }

  @Bean
  TryAccess tryAccess(
      CloudAccounts accounts, AccessTokens tokens, Providers providers, TokenLimits limits, Clock clock) {
    return new TryAccess(accounts, tokens, providers, limits, clock);
  }

  /** Ends with the program. Not of type Executor, which would take the place of Boot's own. */
  @Bean(destroyMethod = "close")
  StorageThreads storageThreads() {
    return new StorageThreads();
  }

  @Bean
  ReadStorage readStorage(
      CloudAccounts accounts,
      AccessTokens tokens,
      Providers providers,
      TokenLimits limits,
      StorageThreads threads,
      Clock clock) {
    return new ReadStorage(accounts, tokens, providers, limits, threads.executor(), clock);
  }

  /** Ends with the program. */
  @Bean(destroyMethod = "close")
  DeliveryThreads deliveryThreads() {
    return new DeliveryThreads();
  }

  @Bean
  DeliverEvents deliverEvents(Outbox outbox, EventReceiver receiver, DeliveryThreads threads) {
    return new DeliverEvents(outbox, receiver, threads.executor());
  }

  @Bean
  InspectDeliveries inspectDeliveries(Outbox outbox) {
    return new InspectDeliveries(outbox);
  }

  @Bean
  ReadServiceCalls readServiceCalls(ServiceCalls calls) {
    return new ReadServiceCalls(calls);
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
  UserSessions userSessions(SessionEnds ends) {
    return new UserSessions(ends);
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
  InspectAccounts inspectAccounts(AccountAudit audit) {
    return new InspectAccounts(audit);
  }

  // Keys.

  @Bean
  Reencrypt reencrypt(SealedSecrets secrets, Vault vault, KeyRings rings, KeyReports reports) {
    return new Reencrypt(secrets, vault, rings, reports);
  }

  @Bean
  VerifyKeys verifyKeys(SealedSecrets secrets, Vault vault, KeyReports reports) {
    return new VerifyKeys(secrets, vault, reports);
  }

  @Bean
  ReadKeys readKeys(
      KeyRings rings,
      SealedSecrets secrets,
      SigningKeys signing,
      KeyReports reports,
      Clock clock,
      Settings settings) {
    return new ReadKeys(rings, secrets, signing, reports, clock, settings.stateTtl());
  }
}
