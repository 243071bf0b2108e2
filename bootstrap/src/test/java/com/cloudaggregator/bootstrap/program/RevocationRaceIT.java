package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudaggregator.application.port.RevocationEndpoints;
import com.cloudaggregator.bootstrap.demo.provider.ConsentDesk;
import com.cloudaggregator.bootstrap.demo.provider.Vendor;
import com.cloudaggregator.domain.credential.Secret;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Somebody connects an account between the last look of the revocation of the former owner's grant and the provider's
 * answer to it. Where both grants are one, as Google's may be, he is told, without having asked for anything.
 */
class RevocationRaceIT {
  private static final String STATUS = "SELECT status || ' ' || coalesce(user_id, '') FROM cloud_provider_accounts";

  /** Where the job waits before the provider is called, and again until the test has let somebody connect. */
  private static final CyclicBarrier BARRIER = new CyclicBarrier(2);

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

  /** Puts the barrier before the endpoints, and lets a provider end the grant of the successor as well. */
  private static void holdUp(GenericApplicationContext context) {
    context.registerBean(
        "heldUp",
        RevocationEndpoints.class,
        () -> heldUp(context.getBean("providers", RevocationEndpoints.class)),
        definition -> definition.setPrimary(true));
  }

  private static RevocationEndpoints heldUp(RevocationEndpoints endpoints) {
    return (provider, token, kind) -> {
      pass();
      pass();
      if (ONE_GRANT.get()) {
        program.bean(ConsentDesk.class).withdraw(Vendor.GOOGLEDRIVE, new Secret(lastAccessToken()));
      }
      return endpoints.revoke(provider, token, kind);
    };
  }

  private static void pass() {
    try {
      BARRIER.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String lastAccessToken() {
    List<String> tokens = program.providers().issuedTokens().stream()
        .filter(token -> token.startsWith("demo-access"))
        .toList();
    return tokens.getLast();
  }

  /** Bob connects while the job stands right before the call. */
  private static void race(boolean oneGrant) {
    ONE_GRANT.set(oneGrant);
    assertThat(program.browserOf("alice").connect("googledrive", DemoAccounts.ANA_GOOGLE)).contains("connection=success");
    String account = program.rows("SELECT id FROM cloud_provider_accounts").getFirst();
    assertThat(program.browserOf("alice")
            .post("/cloud/disconnect", "{\"account_id\":\"" + account + "\"}").statusCode())
        .isEqualTo(200);
    program.sql("UPDATE grant_revocations SET due_at = now() WHERE state = 'pending'");
    pass();
    assertThat(program.browserOf("bob").connect("googledrive", DemoAccounts.ANA_GOOGLE)).contains("connection=success");
    assertThat(program.rows(STATUS)).containsExactly("connected bob");
    pass();
    await().atMost(Duration.ofSeconds(20)).until(() ->
        program.rows("SELECT state FROM grant_revocations").equals(List.of("revoked")));
  }

  @Test
  void whoLosesHisGrantByItSeesThatHeHasToConnectAgain() {
    race(true);

    assertThat(program.rows(STATUS)).containsExactly("needs_reconnect bob");
    assertThat(program.browserOf("bob").get("/me/cloud-status").body()).contains("\"status\":\"needs_reconnect\"");
    assertThat(program.rows("SELECT DISTINCT type FROM outbox WHERE type LIKE '%reconnect%'")).hasSize(1);
  }

  @Test
  void whoKeepsHisGrantIsNotDisturbed() {
    race(false);

    String account = program.rows("SELECT id FROM cloud_provider_accounts").getFirst();
    assertThat(program.rows(STATUS)).containsExactly("connected bob");
    assertThat(program.browserOf("bob").send("POST", "/me/clouds/" + account + "/access-token", null, "").statusCode())
        .isEqualTo(200);
  }
}
