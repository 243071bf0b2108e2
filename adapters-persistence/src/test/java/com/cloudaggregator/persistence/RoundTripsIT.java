package com.cloudaggregator.persistence;

import static com.cloudaggregator.persistence.Claims.alice;
import static com.cloudaggregator.persistence.Claims.bob;
import static com.cloudaggregator.persistence.Claims.claim;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.NewClaim;
import com.cloudaggregator.application.connect.AuthorizationFlow;
import com.cloudaggregator.application.connect.AuthorizationStates;
import com.cloudaggregator.application.connect.CallbackCommand;
import com.cloudaggregator.application.connect.CompleteConnection;
import com.cloudaggregator.application.connect.CompleteConnection.OfferTerms;
import com.cloudaggregator.application.connect.ConnectMode;
import com.cloudaggregator.application.connect.ConnectOutcome;
import com.cloudaggregator.application.connect.InMemoryFlows;
import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.application.provider.ScriptedProviders;
import com.cloudaggregator.application.testing.CountedRandomness;
import com.cloudaggregator.application.transfer.InMemoryTransferTokens;
import com.cloudaggregator.application.transfer.TransferRequests;
import com.cloudaggregator.application.transfer.TransferRequests.TransferLimits;
import com.cloudaggregator.application.transfer.TransferRequests.TransferResult;
import com.cloudaggregator.application.transfer.TransferTokens.VerifyResult;
import com.cloudaggregator.application.verification.EvidenceRecorder;
import com.cloudaggregator.application.verification.VerificationRecord;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.ownership.TransferToken;
import com.cloudaggregator.persistence.RoundTrips.Trip;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * How often a callback waits for the database, counted on the wire: the use case with its evidence
 * and the answer that is kept for a second delivery. Writes {@code target/round-trips.md}.
 */
class RoundTripsIT {
  private static final Path REPORT = Path.of("target", "round-trips.md");
  private static final int RUNS = 7;
  private static final AtomicInteger STATES = new AtomicInteger();

  private static TestStore store;
  private static RoundTrips wire;
  private static SwallowingProxy proxy;
  private static ConfigurableApplicationContext context;

  private final ScriptedProviders providers = new ScriptedProviders();
  private final InMemoryFlows flows = new InMemoryFlows();
  private final InMemoryTransferTokens tokens = new InMemoryTransferTokens(Clock.systemUTC());

  @BeforeAll
  static void open() throws IOException {
    store = TestStore.open();
    wire = new RoundTrips();
    URI direct = URI.create(store.database().url().substring("jdbc:".length()));
    proxy = new SwallowingProxy(direct.getPort(), wire::listener);
    String url =
        store.database().url().replace(direct.getRawAuthority(), "localhost:" + proxy.port());
    context =
        TestStore.start(store.database(), TestVault.usual(), Map.of("spring.datasource.url", url));
    Files.writeString(
        REPORT, "Round trips to the database; those marked with * wait for the disk.\n");
  }

  @AfterAll
  static void close() throws IOException {
    context.close();
    proxy.close();
    store.close();
  }

  @Test
  void ofAFreshConnect() throws IOException {
    assertTrips("connect", 3, 0, drive -> {}, drive -> connect(drive, alice()));
  }

  @Test
  void ofAnOwnerWhoConnectsAgain() throws IOException {
    assertTrips(
        "reconnect (insert first, 23505, own account)",
        5,
        1,
        drive -> connect(drive, alice()),
        drive -> connect(drive, alice()));
  }

  @Test
  void ofAnOwnerWhoReconnectsOneAccount() throws IOException {
    assertTrips(
        "reconnect (`mode=reconnect`)",
        4,
        0,
        drive -> connect(drive, alice()),
        drive ->
            assertThat(
                    callback(
                        claim(drive, alice()),
                        new ConnectMode.Reconnect(new AccountId(UUID.randomUUID()), drive)))
                .isEqualTo("connected"));
  }

  @Test
  void ofAConflictWithAnOffer() throws IOException {
    assertTrips(
        "conflict (insert, 23505, look-up, offer)",
        5,
        1,
        drive -> connect(drive, alice()),
        this::conflict);
  }

  @Test
  void ofATransfer() throws IOException {
    TransferRequests requests = context.getBean(TransferRequests.class);
    Map<ProviderAccountId, TransferToken> offers = new HashMap<>();
    assertTrips(
        "transfer",
        8,
        0,
        drive -> {
          connect(drive, alice());
          offers.put(drive, conflict(drive));
        },
        drive -> {
          TransferToken offer = requireNonNull(offers.get(drive));
          VerifyResult.Valid valid = (VerifyResult.Valid) tokens.verify(offer);
          assertThat(
                  requests.transfer(
                      valid.id(), valid.requester(), new TransferLimits(Duration.ZERO, 3)))
              .isInstanceOf(TransferResult.Moved.class);
        });
  }

  /**
   * Plays the story several times and looks at the shortest run: the pool opens and validates
   * connections at any time. Only one of them may wait for the disk.
   *
   * @param most round trips
   * @param refused inserts, which are rolled back and wait for nothing
   */
  private static void assertTrips(
      String story,
      int most,
      int refused,
      Consumer<ProviderAccountId> before,
      Consumer<ProviderAccountId> work)
      throws IOException {
    List<Trip> trips =
        Stream.generate(Claims::drive)
            .limit(RUNS)
            .map(
                drive -> {
                  before.accept(drive);
                  return wire.during(() -> work.accept(drive));
                })
            .min(Comparator.comparingInt(List::size))
            .orElseThrow();
    long waited = trips.stream().filter(Trip::durable).count() - refused;
    Files.writeString(
        REPORT,
        "\n## %s: %d round trips, %d waits for the disk\n\n".formatted(story, trips.size(), waited),
        StandardOpenOption.APPEND);
    Files.write(
        REPORT, trips.stream().map(trip -> "    " + trip).toList(), StandardOpenOption.APPEND);

    assertThat(trips).as(story).hasSizeLessThanOrEqualTo(most);
    assertThat(waited).as(story + ": waits for the disk in " + trips).isEqualTo(1);
  }

  private void connect(ProviderAccountId drive, UserId user) {
    assertThat(callback(claim(drive, user), new ConnectMode.Connect())).isEqualTo("connected");
  }

  private TransferToken conflict(ProviderAccountId drive) {
    return new TransferToken(callback(claim(drive, bob()), new ConnectMode.Connect()));
  }

  /**
   * @return the token of an offer, or what else happened
   */
  private String callback(NewClaim signIn, ConnectMode mode) {
    VerificationRecord record = context.getBean(VerificationRecord.class);
    var connections =
        new CompleteConnection(
            providers,
            flows,
            context.getBean(AuthorizationStates.class),
            context.getBean(CloudAccounts.class),
            context.getBean(TransferRequests.class),
            tokens,
            new EvidenceRecorder(record, event -> false),
            time -> {},
            Clock.systemUTC(),
            new OfferTerms(Duration.ofMinutes(10), 1000));
    providers.identify(signIn);
    Secret state = CountedRandomness.nth(STATES.incrementAndGet());
    Secret binding =
        flows.seal(
            new AuthorizationFlow(
                signIn.claimant(),
                signIn.account().provider(),
                mode,
                StateHash.of(state),
                "nonce",
                new Secret("verifier"),
                Instant.now().plus(Duration.ofMinutes(10))));
    return connections
        .answer(
            new CallbackCommand(
                signIn.account().provider(),
                state,
                new CallbackCommand.Response.Code(new Secret("code")),
                null,
                binding,
                null),
            outcome ->
                new Secret(
                    switch (outcome) {
                      case ConnectOutcome.Connected _ -> "connected";
                      case ConnectOutcome.Conflict(_, var offer) -> offer.reveal();
                      case ConnectOutcome.ConnectFailed(_, var reason, _) -> reason.name();
                      case ConnectOutcome.OtherAccountChosen _ -> "another account";
                    }))
        .reveal();
  }
}
