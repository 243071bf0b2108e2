package com.cloudaggregator.webtest;

import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.NameAccount;
import com.cloudaggregator.application.activity.ListActivity;
import com.cloudaggregator.application.connect.CompleteConnection;
import com.cloudaggregator.application.connect.RecordCallbackPages;
import com.cloudaggregator.application.connect.StartConnection;
import com.cloudaggregator.application.disconnect.DisconnectAccount;
import com.cloudaggregator.application.disconnect.ListDisconnectedAccounts;
import com.cloudaggregator.application.erasure.EraseUser;
import com.cloudaggregator.application.erasure.ExportUser;
import com.cloudaggregator.application.event.AccountEvents;
import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.notice.AcknowledgeNotice;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.application.storage.ReadStorage;
import com.cloudaggregator.application.token.AccessTokens;
import com.cloudaggregator.application.token.ListServiceCalls;
import com.cloudaggregator.application.token.VendAccessToken;
import com.cloudaggregator.application.token.VendingPolicy;
import com.cloudaggregator.application.transfer.PreviewTransfer;
import com.cloudaggregator.application.transfer.TransferOwnership;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import java.net.URI;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.context.WebApplicationContext;

/** The API over scripted ports. */
public final class TestWeb {
  public static final UUID REQUEST_ID = TestAdapter.REQUEST_ID;

  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  public final ScriptedPorts ports = new ScriptedPorts();
  public final InMemoryActivities activities = new InMemoryActivities();
  public RateLimitResult limit = new RateLimitResult.Allowed();
  public final WebApplicationContext context;
  public final MockMvcTester mvc;

  public TestWeb() {
    this(URI.create("https://app.example"));
  }

  public TestWeb(URI publicUrl) {
    var clock = Clock.fixed(ScriptedPorts.NOW, ZoneOffset.UTC);
    AccountEvents events = event -> {};
    var tokens =
        new AccessTokens(
            ports,
            ports,
            events,
            time -> {},
            clock,
            VendingPolicy.of(Duration.ofMinutes(2)),
            Runnable::run);
    context =
        TestAdapter.start(
            TestAdapter.settings(publicUrl),
            clock,
            new ListProviders(ports),
            new StartConnection(
                ports,
                ports,
                ports,
                user -> limit,
                () -> ScriptedPorts.STATE,
                clock,
                Duration.ofMinutes(10)),
            new CompleteConnection(
                ports,
                ports,
                ports,
                ports,
                ports,
                ports,
                events,
                _ -> {},
                clock,
                new CompleteConnection.OfferTerms(Duration.ofMinutes(10), 5)),
            new RecordCallbackPages(events),
            new PreviewTransfer(ports, ports, events, new TransferLimits(Duration.ZERO, 3)),
            new TransferOwnership(ports, ports, events, new TransferLimits(Duration.ZERO, 3)),
            new ListAccounts(ports),
            new NameAccount(ports),
            new DisconnectAccount(ports, ports, events, Duration.ZERO),
            new ListDisconnectedAccounts(ports, ports),
            new VendAccessToken(tokens, ports, ports),
            new ReadStorage(ports, tokens, ports, ports, THREADS, clock),
            new ListServiceCalls(ports),
            new EraseUser(ports, ports, ports, events, clock, Duration.ZERO),
            new ExportUser(ports, ports),
            new ListActivity(activities),
            new ListNotices(ports),
            new AcknowledgeNotice(ports));
    mvc = TestAdapter.mvc(context);
  }

  public static Principal bob() {
    return () -> ScriptedPorts.BOB.value();
  }
}
