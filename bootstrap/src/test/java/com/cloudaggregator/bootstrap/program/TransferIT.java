package com.cloudaggregator.bootstrap.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.keys.Vault;
import com.cloudaggregator.application.keys.Vault.OpenResult;
import com.cloudaggregator.application.keys.Vault.Place;
import com.cloudaggregator.application.keys.Vault.Purpose;
import com.cloudaggregator.application.keys.Vault.Sealed;
import com.cloudaggregator.domain.account.Epoch;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Transfers over HTTP: who may accept an offer, when, that it works once, and the resulting rows.
 */
class TransferIT {
  private static final String ALICE = "alice";
  private static final String BOB = "bob";
  private static final String CAROL = "carol";
  private static final String SEALED =
      "SELECT encode(access_token_sealed, 'hex') FROM cloud_provider_accounts";

  private static Program program;

  @BeforeAll
  static void startProgram() {
    program =
        Program.start(
            "cloud-aggregator.transfer.max-per-account=100",
            "cloud-aggregator.limits.live-offers=50");
  }

  @AfterAll
  static void stopProgram() {
    program.close();
  }

  @BeforeEach
  void emptyDatabase() {
    program.emptyDatabase();
    assertThat(program.browserOf(ALICE).connect("onedrive", DemoAccounts.ANA_ONEDRIVE))
        .contains("connection=success");
  }

  @Test
  void transfersTheAccountWithTheNewOwnersCredentialsAndNotifiesTheFormerOwner() {
    String token = offerTo(BOB);
    List<String> before =
        program.rows(
            "SELECT access_token_sealed, refresh_token_sealed FROM cloud_provider_accounts");

    HttpResponse<String> answer = transfer(BOB, token);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"success\":true")
        .contains("\"idempotent\":false")
        .contains("\"account_id\":\"");
    assertThat(program.rows("SELECT user_id, epoch, status FROM cloud_provider_accounts"))
        .containsExactly("bob|2|connected");
    assertThat(
            program.rows(
                "SELECT access_token_sealed, refresh_token_sealed FROM cloud_provider_accounts"))
        .doesNotContainAnyElementsOf(before);
    assertThat(
            program.rows(
                "SELECT h.epoch, f.user_id, t.user_id, h.cause FROM account_ownership_history h"
                    + " LEFT JOIN user_pseudonyms f ON f.pseudonym = h.from_user"
                    + " LEFT JOIN user_pseudonyms t ON t.pseudonym = h.to_user ORDER BY h.epoch"))
        .containsExactly("1|null|alice|connected", "2|alice|bob|transferred");
    assertThat(program.rows("SELECT user_id, provider, epoch FROM cloud_transfer_events"))
        .containsExactly("alice|onedrive|2");
    assertThat(program.rows("SELECT type FROM outbox ORDER BY position"))
        .containsExactly("account.connected", "ownership.transferred");
    assertThat(
            program.rows(
                "SELECT 1 FROM ownership_transfer_requests WHERE access_token_sealed IS NOT NULL"))
        .as("parked credentials are gone once they are used")
        .isEmpty();

    HttpResponse<String> notices = program.browserOf(ALICE).get("/me/transfer-events");
    assertThat(notices.statusCode()).isEqualTo(200);
    assertThat(notices.body()).contains("onedrive").doesNotContain("bob");
    assertThat(program.browserOf(BOB).get("/me/transfer-events").body()).doesNotContain("onedrive");
    assertThat(program.browserOf(BOB).get("/me/cloud-status").body())
        .contains(DemoAccounts.ANA_ONEDRIVE_ID);
    assertThat(program.browserOf(ALICE).get("/me/cloud-status").body())
        .doesNotContain(DemoAccounts.ANA_ONEDRIVE_ID);
  }

  @Test
  void replacesTheCredentialsOfTheFormerOwner() {
    List<String> before = program.rows(SEALED);
    program.providers().forget();
    String token = offerTo(BOB);
    List<String> issuedToBob = program.providers().issuedTokens();
    transfer(BOB, token);

    Secret accessToken = new Secret(issuedToBob.getFirst());
    assertThat(open(program.rows(SEALED).getFirst(), BOB, 2))
        .isEqualTo(new OpenResult.Opened(accessToken));
    assertThat(open(program.rows(SEALED).getFirst(), ALICE, 1))
        .isEqualTo(new OpenResult.Unreadable());
    assertThat(open(before.getFirst(), BOB, 2))
        .as("a row kept past the transfer")
        .isEqualTo(new OpenResult.Unreadable());
  }

  private static OpenResult open(String hex, String owner, long epoch) {
    UUID row = UUID.fromString(program.rows("SELECT id FROM cloud_provider_accounts").getFirst());
    Place place =
        new Place(
            Purpose.ACCESS_TOKEN,
            row,
            ProviderAccountId.of("onedrive", DemoAccounts.ANA_ONEDRIVE_ID),
            new UserId(owner),
            new Epoch(epoch));
    return program.bean(Vault.class).open(new Sealed(HexFormat.of().parseHex(hex)), place);
  }

  @Test
  void previewNamesTheMaskedAccountAndNotItsOwner() {
    HttpResponse<String> preview =
        program.browserOf(BOB).post("/cloud/transfer-ownership/preview", body(offerTo(BOB)));

    assertThat(preview.statusCode()).isEqualTo(200);
    assertThat(preview.body())
        .contains("\"provider\":\"onedrive\"")
        .contains("•••@")
        .contains("\"already_yours\":false")
        .contains("expires_at")
        .doesNotContain(ALICE)
        .doesNotContain(DemoAccounts.ANA_ONEDRIVE_ID);
  }

  @Test
  void answersARetryWithTheStoredResult() {
    String token = offerTo(BOB);
    transfer(BOB, token);

    HttpResponse<String> again = transfer(BOB, token);

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).contains("\"idempotent\":true");
    assertThat(program.rows("SELECT count(*) FROM cloud_transfer_events")).containsExactly("1");
    assertThat(program.rows("SELECT epoch FROM cloud_provider_accounts")).containsExactly("2");
  }

  @Test
  void rejectsAnOldTokenAfterTheAccountReturned() {
    String bobs = offerTo(BOB);
    assertThat(transfer(BOB, bobs).statusCode()).isEqualTo(200);
    String alices = offerTo(ALICE);
    assertThat(transfer(ALICE, alices).statusCode()).isEqualTo(200);

    HttpResponse<String> replayed = transfer(BOB, bobs);

    assertThat(replayed.statusCode()).isEqualTo(409);
    assertThat(replayed.body()).contains("\"code\":\"owner_changed\"");
    assertThat(program.rows("SELECT user_id, epoch FROM cloud_provider_accounts"))
        .containsExactly("alice|3");
  }

  @Test
  void rejectsAnUnusedTokenAfterAnotherTransfer() {
    String bobs = offerTo(BOB);
    assertThat(transfer(CAROL, offerTo(CAROL)).statusCode()).isEqualTo(200);

    assertProblem(transfer(BOB, bobs), 409, "owner_changed");
  }

  @Test
  void refusesAnotherUsersToken() {
    assertProblem(transfer(CAROL, offerTo(BOB)), 403, "transfer_token_other_user");
  }

  @Test
  void refusesAnExpiredOffer() {
    String token = offerTo(BOB);
    program.sql(
        "UPDATE ownership_transfer_requests SET expires_at = now() - interval '1 second',"
            + " created_at = created_at - interval '1 hour'");

    assertProblem(transfer(BOB, token), 400, "transfer_token_expired");
  }

  @Test
  void rejectsGarbageWithoutEchoingIt() {
    HttpResponse<String> answer = transfer(BOB, "garbage.garbage.garbage");

    assertProblem(answer, 400, "transfer_token_invalid");
    assertThat(answer.body()).doesNotContain("garbage");
  }

  @Test
  void refusesAnonymousCallers() {
    HttpResponse<String> answer = program.browser().post("/cloud/transfer-ownership", body("x"));

    assertThat(answer.statusCode()).isIn(401, 403);
    HttpResponse<String> read = program.browser().get("/me/cloud-status");
    assertThat(read.statusCode()).isEqualTo(401);
    assertThat(read.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(v -> assertThat(v).startsWith("Bearer"));
  }

  @Test
  void allowsOneOfManyConcurrentTransfers() throws Exception {
    int users = 8;
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      tokens.add(offerTo("user-" + i));
    }
    CyclicBarrier barrier = new CyclicBarrier(users);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < users; i++) {
        int user = i;
        answers.add(
            threads.submit(
                () -> {
                  barrier.await();
                  return transfer("user-" + user, tokens.get(user)).statusCode();
                }));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
      assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
      assertThat(statuses.stream().filter(status -> status == 409)).hasSize(users - 1);
    }
    assertThat(program.rows("SELECT count(*) FROM cloud_transfer_events")).containsExactly("1");
    assertThat(program.rows("SELECT epoch FROM cloud_provider_accounts")).containsExactly("2");
  }

  @Test
  void givesAnAccountToOneOfFiftyConcurrentUsersAndOffersTheRestATransfer() throws Exception {
    program.emptyDatabase();
    int users = 50;
    List<Browser> browsers = new ArrayList<>();
    List<URI> ways = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      Browser browser = program.browserOf("racer-" + i);
      browsers.add(browser);
      ways.add(
          browser.consent(
              browser.start("onedrive", "mode=connect"), DemoAccounts.ANA_ONEDRIVE, "allow"));
    }
    CyclicBarrier barrier = new CyclicBarrier(users);
    List<String> locations = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < users; i++) {
        int user = i;
        answers.add(
            threads.submit(
                () -> {
                  barrier.await();
                  return Browser.location(browsers.get(user).follow(ways.get(user)));
                }));
      }
      for (Future<String> answer : answers) {
        locations.add(answer.get());
      }
    }
    assertThat(locations.stream().filter(l -> l.contains("connection=success"))).hasSize(1);
    assertThat(locations.stream().filter(l -> l.contains("error=ownership_conflict")))
        .hasSize(users - 1);
    assertThat(program.rows("SELECT count(*) FROM cloud_provider_accounts")).containsExactly("1");
  }

  private static String offerTo(String user) {
    String location = program.browserOf(user).connect("onedrive", DemoAccounts.ANA_ONEDRIVE);
    assertThat(location).contains("#transfer_token=");
    return location.substring(location.indexOf("#transfer_token=") + "#transfer_token=".length());
  }

  private static HttpResponse<String> transfer(String user, String token) {
    return program.browserOf(user).post("/cloud/transfer-ownership", body(token));
  }

  private static String body(String token) {
    return "{\"transfer_token\":\"" + token + "\"}";
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"").contains("\"traceId\":\"");
  }
}
