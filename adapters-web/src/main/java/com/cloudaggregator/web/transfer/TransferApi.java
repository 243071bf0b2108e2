package com.cloudaggregator.web.transfer;

import com.cloudaggregator.application.transfer.PreviewOutcome;
import com.cloudaggregator.application.transfer.PreviewOutcome.Preview;
import com.cloudaggregator.application.transfer.PreviewTransfer;
import com.cloudaggregator.application.transfer.TransferOutcome;
import com.cloudaggregator.application.transfer.TransferOutcome.CoolingDown;
import com.cloudaggregator.application.transfer.TransferOutcome.Transferred;
import com.cloudaggregator.application.transfer.TransferOwnership;
import com.cloudaggregator.application.transfer.TransferRefusal;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.ownership.TransferToken;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.Problem;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.JsonBody;
import com.cloudaggregator.web.text.Messages;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Previews and accepts an offer to transfer an account. The token is in the body only, which is
 * never logged.
 */
@RestController
final class TransferApi {
  private static final String TOKEN = "transfer_token";

  private static final String MOVED = "moved";
  private static final String REPEATED = "repeated";
  private static final String COOLDOWN = "cooldown";

  private final PreviewTransfer previews;
  private final TransferOwnership transfers;
  private final PendingOffers pending;
  private final Messages messages;
  private final Clock clock;
  private final MeterProvider<Counter> accepted;

  TransferApi(
      PreviewTransfer previews,
      TransferOwnership transfers,
      PendingOffers pending,
      Messages messages,
      Clock clock,
      MeterRegistry meters) {
    this.previews = previews;
    this.transfers = transfers;
    this.pending = pending;
    this.messages = messages;
    this.clock = clock;
    this.accepted =
        Counter.builder("cloud.aggregator.transfers")
            .description("Offers that a user accepted, by what came of it.")
            .withRegistry(meters);
    Stream.concat(
            Stream.of(MOVED, REPEATED, COOLDOWN),
            Arrays.stream(TransferRefusal.values()).map(TransferApi::code))
        .forEach(outcome -> accepted.withTag("outcome", outcome));
  }

  /**
   * What accepting the offer would do.
   *
   * @param until when the account may be moved; left out if it may be moved now
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record OfferPreview(
      String provider,
      String accountLabel,
      Instant expiresAt,
      boolean alreadyYours,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant until) {
    @Override
    public String toString() {
      return "OfferPreview[" + provider + "]";
    }
  }

  /** The answer to an accepted offer. */
  @JsonNaming(SnakeCaseStrategy.class)
  record TransferReceipt(boolean success, UUID accountId, boolean idempotent, String message) {}

  @ApiCall(
      group = ApiGroup.TRANSFER,
      id = "previewTransfer",
      body =
          """
          {"transfer_token": "eyJ0eXAiOiJvd25lcnNoaXAtdHJhbnNmZXIrand0Iiwi…"}""",
      answer =
          """
          {"provider": "onedrive", "account_label": "ana.p•••@outlook.com", "expires_at": "2026-11-25T10:10:00Z",
          "already_yours": false}""",
      refuses = {
        ErrorCode.TRANSFER_TOKEN_INVALID,
        ErrorCode.TRANSFER_TOKEN_EXPIRED,
        ErrorCode.TRANSFER_TOKEN_OTHER_USER,
        ErrorCode.ACCOUNT_NOT_FOUND,
        ErrorCode.OWNER_CHANGED,
        ErrorCode.ACCOUNT_FROZEN
      })
  @PostMapping(
      path = "/cloud/transfer-ownership/preview",
      consumes = MediaType.APPLICATION_JSON_VALUE)
  OfferPreview preview(UserId caller, HttpServletRequest request) throws IOException {
    return switch (previews.preview(readToken(request), caller)) {
      case Preview offer -> {
        if (offer.alreadyYours() || offer.pausedUntil().isPresent()) {
          pending.forget(request);
        } else {
          pending.keep(caller, offer, request);
        }
        yield new OfferPreview(
            offer.provider().id(),
            offer.maskedLabel(),
            offer.expiresAt(),
            offer.alreadyYours(),
            offer.pausedUntil().orElse(null));
      }
      case PreviewOutcome.PreviewRefused(var reason) -> {
        pending.forget(request);
        throw new ProblemException(toProblem(reason));
      }
    };
  }

  @ApiCall(
      group = ApiGroup.TRANSFER,
      id = "transferOwnership",
      body =
          """
          {"transfer_token": "eyJ0eXAiOiJvd25lcnNoaXAtdHJhbnNmZXIrand0Iiwi…"}""",
      answer =
          """
          {"success": true, "account_id": "0190a000-0000-7000-8000-00000000abcd", "idempotent": false,
          "message": "The account is now yours."}""",
      refuses = {
        ErrorCode.TRANSFER_TOKEN_INVALID,
        ErrorCode.TRANSFER_TOKEN_EXPIRED,
        ErrorCode.TRANSFER_TOKEN_OTHER_USER,
        ErrorCode.ACCOUNT_NOT_FOUND,
        ErrorCode.OWNER_CHANGED,
        ErrorCode.ACCOUNT_FROZEN,
        ErrorCode.TRANSFER_COOLDOWN
      })
  @PostMapping(path = "/cloud/transfer-ownership", consumes = MediaType.APPLICATION_JSON_VALUE)
  TransferReceipt transfer(UserId caller, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    TransferOutcome outcome = transfers.transfer(readToken(request), caller);
    accepted.withTag("outcome", code(outcome)).increment();
    pending.forget(request);
    return switch (outcome) {
      case Transferred(var account, var idempotent) -> {
        Locale language = messages.resolveLanguage(request);
        response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.getLanguage());
        yield new TransferReceipt(
            true, account.id().value(), idempotent, messages.get("answer.transferred", language));
      }
      case TransferOutcome.TransferRefused(var reason) ->
          throw new ProblemException(toProblem(reason));
      case CoolingDown(var until) ->
          throw new ProblemException(
              Problem.of(ErrorCode.TRANSFER_COOLDOWN)
                  .after(Duration.between(clock.instant(), until))
                  .with("until", until));
    };
  }

  private static String code(TransferOutcome outcome) {
    return switch (outcome) {
      case Transferred(_, var idempotent) -> idempotent ? REPEATED : MOVED;
      case TransferOutcome.TransferRefused(var reason) -> code(reason);
      case CoolingDown _ -> COOLDOWN;
    };
  }

  private static String code(TransferRefusal refusal) {
    return refusal.name().toLowerCase(Locale.ROOT);
  }

  private static TransferToken readToken(HttpServletRequest request) throws IOException {
    return new TransferToken(JsonBody.onlyText(request, TOKEN));
  }

  /**
   * One code for all reasons why an offer is no longer valid; the reason selects the texts of a
   * page.
   */
  private static Problem toProblem(TransferRefusal refusal) {
    return switch (refusal) {
      case TOKEN_INVALID -> Problem.of(ErrorCode.TRANSFER_TOKEN_INVALID);
      case TOKEN_EXPIRED -> Problem.of(ErrorCode.TRANSFER_TOKEN_EXPIRED);
      case OTHER_USER -> Problem.of(ErrorCode.TRANSFER_TOKEN_OTHER_USER);
      case NOT_FOUND -> Problem.of(ErrorCode.ACCOUNT_NOT_FOUND);
      case OWNER_CHANGED -> Problem.of(ErrorCode.OWNER_CHANGED).with("reason", "owner_changed");
      case FROZEN -> Problem.of(ErrorCode.ACCOUNT_FROZEN);
      case RELEASED ->
          Problem.of(ErrorCode.OWNER_CHANGED)
              .saying(ErrorCode.ACCOUNT_RELEASED)
              .with("reason", "released");
      case ALREADY_OWNER ->
          Problem.of(ErrorCode.OWNER_CHANGED)
              .saying(ErrorCode.ALREADY_OWNER)
              .with("reason", "already_yours");
    };
  }
}
