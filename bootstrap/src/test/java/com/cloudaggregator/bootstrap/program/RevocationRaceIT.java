package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.disconnect.RevocationEndpoints;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.bootstrap.demo.provider.ConsentActions;
import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import com.cloudaggregator.domain.credential.Secret;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A user connects an account between the last epoch check of the former owner's revocation and the
 * provider's answer. If both grants are one, as at Google, the account becomes needs_reconnect
 * without any request of its new owner.
 */
class RevocationRaceIT {
  private static final String STATUS =
      "SELECT status || ' ' || coalesce(user_id, '') FROM cloud_provider_accounts";

  private static final String EXPIRY =
      "SELECT access_token_expires_at FROM cloud_provider_accounts";

  /** Holds the job before the provider call, and again until the test has connected the account. */
  private static final CyclicBarrier BARRIER = new CyclicBarrier(2);

  /** Holds the answer to the next refresh until the test releases it; null if it is not held. */
  private static final AtomicReference<@Nullable CyclicBarrier> ON_ITS_WAY =
      new AtomicReference<>();

  private static final AtomicBoolean ONE_GRANT = new AtomicBoolean();

  private static Program program;

  @BeforeAll
  static void start() {
    program = Program.start(RevocationRaceIT::holdUp, "cloud-aggregator.revocation.delay=1h");
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  @AfterEach
  void empty() {
    program.emptyDatabase();
    program.providers().forget();
  }

  /**
   * Puts the barrier before the endpoints, and lets a provider revoke the new owner's grant as
   * well.
   */
  private static void holdUp(GenericApplicationContext context) {
    context.registerBean(
        "heldUp",
        RevocationEndpoints.class,
        () -> heldUp(context.getBean("providers", RevocationEndpoints.class)),
        definition -> definition.setPrimary(true));
    context.registerBean(
        "late",
        Providers.class,
        () -> late(context.getBean("providers", Providers.class)),
        definition -> definition.setPrimary(true));
  }

  /** Delays the result of a refresh until the test releases it. */
  private static Providers late(Providers providers) {
    return (Providers)
        Proxy.newProxyInstance(
            Providers.class.getClassLoader(),
            new Class<?>[] {Providers.class},
            (_, method, arguments) -> {
              Object answer = method.invoke(providers, arguments);
              CyclicBarrier way =
                  method.getName().equals("refresh") ? ON_ITS_WAY.getAndSet(null) : null;
              if (way != null) {
                pass(way);
                pass(way);
              }
              return answer;
            });
  }

  private static RevocationEndpoints heldUp(RevocationEndpoints endpoints) {
    return (provider, token, kind) -> {
      pass();
      pass();
      if (ONE_GRANT.get()) {
        program
            .bean(ConsentActions.class)
            .withdraw(Vendor.GOOGLEDRIVE, new Secret(lastAccessToken()));
      }
      return endpoints.revoke(provider, token, kind);
    };
  }

  private static void pass() {
    pass(BARRIER);
  }

  private static void pass(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String lastAccessToken() {
    List<String> tokens =
        program.providers().issuedTokens().stream()
            .filter(token -> token.startsWith("demo-access"))
            .toList();
    return tokens.getLast();
  }

  /** Bob connects the account while the job waits right before the call. */
  private static void race(boolean oneGrant) {
    bobConnectsBeforeTheCall(oneGrant);
    pass();
    isRevoked();
  }

  private static void isRevoked() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> program.rows("SELECT state FROM grant_revocations").equals(List.of("revoked")));
  }

  private static void bobConnectsBeforeTheCall(boolean oneGrant) {
    ONE_GRANT.set(oneGrant);
    assertThat(program.browserOf("alice").connect("googledrive", DemoAccounts.ANA_GOOGLE))
        .contains("connection=success");
    String account = program.rows("SELECT id FROM cloud_provider_accounts").getFirst();
    assertThat(
            program
                .browserOf("alice")
                .post("/cloud/disconnect", "{\"account_id\":\"" + account + "\"}")
                .statusCode())
        .isEqualTo(200);
    program.sql("UPDATE grant_revocations SET due_at = now() WHERE state = 'pending'");
    pass();
    assertThat(program.browserOf("bob").connect("googledrive", DemoAccounts.ANA_GOOGLE))
        .contains("connection=success");
    assertThat(program.rows(STATUS)).containsExactly("connected bob");
  }

  /**
   * The provider issues a token and then revokes the grant. The program learns of the revocation
   * first.
   */
  @Test
  void marksTheAccountDespiteARefreshDuringTheRevocation() {
    bobConnectsBeforeTheCall(true);
    String account = program.rows("SELECT id FROM cloud_provider_accounts").getFirst();
    CyclicBarrier way = new CyclicBarrier(2);
    ON_ITS_WAY.set(way);
    CompletableFuture<Integer> asked =
        CompletableFuture.supplyAsync(
            () ->
                program
                    .browserOf("bob")
                    .send("POST", "/me/clouds/" + account + "/access-token", null, "")
                    .statusCode());
    pass(way);
    List<String> unmarked = program.rows(EXPIRY);
    pass();
    await().until(() -> !program.rows(EXPIRY).equals(unmarked));
    pass(way);

    isRevoked();
    assertThat(asked.join()).isEqualTo(409);
    assertThat(program.rows(STATUS)).containsExactly("needs_reconnect bob");
  }

  @Test
  void showsAnOwnerWithARevokedGrantThatTheyMustReconnect() {
    race(true);

    assertThat(program.rows(STATUS)).containsExactly("needs_reconnect bob");
    assertThat(program.browserOf("bob").get("/me/cloud-status").body())
        .contains("\"status\":\"needs_reconnect\"");
    assertThat(program.rows("SELECT DISTINCT type FROM outbox WHERE type LIKE '%reconnect%'"))
        .hasSize(1);
  }

  @Test
  void keepsAnOwnerWithAValidGrantConnected() {
    race(false);

    String account = program.rows("SELECT id FROM cloud_provider_accounts").getFirst();
    assertThat(program.rows(STATUS)).containsExactly("connected bob");
    assertThat(
            program
                .browserOf("bob")
                .send("POST", "/me/clouds/" + account + "/access-token", null, "")
                .statusCode())
        .isEqualTo(200);
  }
}
