package com.cloudaggregator.web.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.transfer.TransferRequests.TransferResult;
import com.cloudaggregator.application.transfer.TransferTokens.VerifyResult;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.event.StoreFault.Kind;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.TestWeb;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

class TransferApiTest {
  private static final String TRANSFER = "/cloud/transfer-ownership";
  private static final String PREVIEW = TRANSFER + "/preview";
  private static final String BODY =
      "{\"transfer_token\":\"" + ScriptedPorts.TOKEN.reveal() + "\"}";

  private final TestWeb web = new TestWeb();

  @Nested
  class Preview {
    @Test
    void returnsTheMaskedLabelWithoutTheOwner() throws Exception {
      MvcTestResult answer = post(PREVIEW, BODY);

      assertThat(answer)
          .hasStatusOk()
          .bodyJson()
          .isStrictlyEqualTo(
              """
          {"provider":"onedrive","account_label":"ana.p•••@outlook.com",\
          "expires_at":"2026-11-25T10:10:00Z","already_yours":false}""");
      assertThat(answer.getResponse().getContentAsString()).doesNotContain("alice");
    }

    @Test
    void saysIfTheCallerAlreadyOwnsTheAccount() {
      web.ports.found = () -> Optional.of(ScriptedPorts.accountOf(ScriptedPorts.BOB));

      assertThat(post(PREVIEW, BODY))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.already_yours")
          .isEqualTo(true);
    }

    @Test
    void saysUntilWhenMovingIsPaused() {
      web.ports.transfer =
          () -> new TransferResult.CoolingDown(ScriptedPorts.NOW.plusMillis(90_500));

      assertThat(post(PREVIEW, BODY))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.until")
          .isEqualTo("2026-11-25T10:01:30.500Z");
    }

    @Test
    void refusesAnOfferAfterAChangeOfOwner() {
      web.ports.found = () -> Optional.of(ScriptedPorts.accountOf(new UserId("carol")));

      assertProblem(post(PREVIEW, BODY), 409, "owner_changed");
    }

    @Test
    void refusesAnOfferThatNoLongerExists() {
      web.ports.found = Optional::empty;

      assertProblem(post(PREVIEW, BODY), 404, "account_not_found");
    }
  }

  @Nested
  class Transfer {
    @Test
    void confirmsTheTransferInTheLanguageOfTheCaller() {
      MvcTestResult answer =
          web.mvc
              .post()
              .uri(TRANSFER)
              .principal(TestWeb.bob())
              .header("Accept-Language", "es-MX,en")
              .contentType(MediaType.APPLICATION_JSON)
              .content(BODY)
              .exchange();

      assertThat(answer)
          .hasStatusOk()
          .hasHeader("Content-Language", "es")
          .bodyJson()
          .isStrictlyEqualTo(
              "{\"success\":true,\"account_id\":\""
                  + ScriptedPorts.ACCOUNT
                  + "\",\"idempotent\":false,\"message\":\"La cuenta ya es tuya.\"}");
    }

    @Test
    void reportsARepeatedTransferAsIdempotent() {
      web.ports.transfer =
          () -> new TransferResult.AlreadyMoved(ScriptedPorts.accountOf(ScriptedPorts.BOB));

      assertThat(post(TRANSFER, BODY))
          .hasStatusOk()
          .bodyJson()
          .extractingPath("$.idempotent")
          .isEqualTo(true);
    }

    @ParameterizedTest
    @MethodSource("com.cloudaggregator.web.transfer.TransferApiTest#verifications")
    void verifiesTheTokenFirst(VerifyResult verification, int status, String code) {
      web.ports.verification = verification;

      assertProblem(post(TRANSFER, BODY), status, code);
      assertProblem(post(PREVIEW, BODY), status, code);
      assertThat(web.ports.calls).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("com.cloudaggregator.web.transfer.TransferApiTest#results")
    void returnsTheCodeOfEachRefusal(Supplier<TransferResult> result, int status, String code) {
      web.ports.transfer = result;

      assertProblem(post(TRANSFER, BODY), status, code);
    }

    @Test
    void distinguishesWhyAnOfferIsNoLongerValid() {
      web.ports.transfer = () -> new TransferResult.OwnerChanged(Optional.of(new UserId("carol")));
      assertReason(
          "owner_changed", "The owner changed while you were deciding. Nothing was moved.");
      web.ports.transfer = () -> new TransferResult.OwnerChanged(Optional.empty());
      assertReason("released", "The other user has disconnected it. You can connect it now.");
      web.ports.transfer = () -> new TransferResult.OwnerChanged(Optional.of(ScriptedPorts.BOB));
      assertReason("already_yours", "This account is already yours. Nothing left to do.");
    }

    private void assertReason(String reason, String detail) {
      MvcTestResult answer = post(TRANSFER, BODY);

      assertProblem(answer, 409, "owner_changed");
      assertThat(answer).bodyJson().extractingPath("$.reason").isEqualTo(reason);
      assertThat(answer).bodyJson().extractingPath("$.detail").isEqualTo(detail);
      assertThat(answer).bodyText().doesNotContain("carol");
    }

    @Test
    void returnsTheEndOfTheCooldown() {
      web.ports.transfer =
          () -> new TransferResult.CoolingDown(ScriptedPorts.NOW.plusMillis(90_500));

      MvcTestResult answer = post(TRANSFER, BODY);

      assertProblem(answer, 429, "transfer_cooldown");
      assertThat(answer).hasHeader("Retry-After", "91");
      assertThat(answer).bodyJson().extractingPath("$.until").isEqualTo("2026-11-25T10:01:30.500Z");
    }

    @Test
    void reportsAnUnavailableDatabase() {
      web.ports.transfer =
          () -> {
            throw ScriptedPorts.fault(Kind.UNAVAILABLE);
          };

      MvcTestResult answer = post(TRANSFER, BODY);

      assertProblem(answer, 503, "database_unavailable");
      assertThat(answer).hasHeader("Retry-After", "5");
      assertThat(answer).bodyJson().extractingPath("$.retryable").isEqualTo(true);
    }

    @Test
    void doesNotRevealOtherFaultsOfTheStore() {
      web.ports.transfer =
          () -> {
            throw ScriptedPorts.fault(Kind.FAILED);
          };

      MvcTestResult answer = post(TRANSFER, BODY);

      assertProblem(answer, 500, "internal_error");
      assertThat(answer).bodyText().doesNotContain("PSQLException", "08006");
    }
  }

  static Stream<Arguments> verifications() {
    return Stream.of(
        Arguments.of(new VerifyResult.Invalid(), 400, "transfer_token_invalid"),
        Arguments.of(new VerifyResult.Expired(), 400, "transfer_token_expired"),
        Arguments.of(
            new VerifyResult.Valid(ScriptedPorts.TRANSFER, ScriptedPorts.ALICE),
            403,
            "transfer_token_other_user"));
  }

  static Stream<Arguments> results() {
    return Stream.of(
        result(TransferResult.Expired::new, 400, "transfer_token_expired"),
        result(TransferResult.OtherUser::new, 403, "transfer_token_other_user"),
        result(TransferResult.Unknown::new, 404, "account_not_found"),
        result(TransferResult.Unreadable::new, 400, "transfer_token_invalid"),
        result(
            () -> new TransferResult.OwnerChanged(Optional.of(new UserId("carol"))),
            409,
            "owner_changed"));
  }

  private static Arguments result(Supplier<TransferResult> result, int status, String code) {
    return Arguments.of(result, status, code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                    | 400 | malformed_request",
        "{                                                     | 400 | malformed_request",
        "no json                                               | 400 | malformed_request",
        "{\"transfer_token\":\"a\"} {}                         | 400 | malformed_request",
        "{\"transfer_token\":\"a\",\"transfer_token\":\"b\"}   | 400 | malformed_request",
        "null                                                  | 400 | validation_failed",
        "[]                                                    | 400 | validation_failed",
        "\"transfer_token\"                                    | 400 | validation_failed",
        "{}                                                    | 400 | validation_failed",
        "{\"transfer_token\":null}                             | 400 | validation_failed",
        "{\"transfer_token\":\"\"}                             | 400 | validation_failed",
        "{\"transfer_token\":1}                                | 400 | validation_failed",
        "{\"transfer_token\":[\"a\"]}                          | 400 | validation_failed",
        "{\"transfer_token\":\"a\",\"more\":1}                 | 400 | validation_failed",
        "{\"transfer_token\":\"garbage\"}                      | 400 | transfer_token_invalid"
      })
  void refusesABodyOfAnotherShapeWithoutRepeatingIt(String body, int status, String code) {
    for (String path : new String[] {TRANSFER, PREVIEW}) {
      MvcTestResult answer = post(path, body);

      assertProblem(answer, status, code);
      assertThat(answer).bodyText().doesNotContain("garbage", "no json");
    }
    assertThat(web.ports.calls).isEmpty();
  }

  @Test
  void refusesABodyThatIsTooLargeOrTooDeep() {
    assertProblem(
        post(TRANSFER, "{\"transfer_token\":\"" + "x".repeat(8 * 1024) + "\"}"),
        413,
        "payload_too_large");
    assertProblem(post(TRANSFER, "[".repeat(8000)), 400, "malformed_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/xml"})
  void acceptsOnlyJson(String type) {
    MvcTestResult answer =
        web.mvc
            .post()
            .uri(TRANSFER)
            .principal(TestWeb.bob())
            .contentType(type)
            .content(BODY)
            .exchange();

    assertProblem(answer, 415, "unsupported_media_type");
  }

  @Test
  void requiresASignedInUser() {
    assertProblem(
        web.mvc
            .post()
            .uri(TRANSFER)
            .contentType(MediaType.APPLICATION_JSON)
            .content(BODY)
            .exchange(),
        401,
        "authentication_required");
    assertThat(web.ports.calls).isEmpty();
  }

  private MvcTestResult post(String path, String body) {
    return web.mvc
        .post()
        .uri(path)
        .principal(TestWeb.bob())
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  private static void assertProblem(MvcTestResult answer, int status, String code) {
    assertThat(answer).hasStatus(status).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(answer).bodyJson().extractingPath("$.code").isEqualTo(code);
  }
}
