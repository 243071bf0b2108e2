package com.cloudaggregator.web;

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
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** Where a requester looks at his offer and takes it. The token comes in the body alone, which no log holds. */
@RestController
final class TransferApi {
  private static final String TOKEN = "transfer_token";

  private final PreviewTransfer previews;
  private final TransferOwnership transfers;
  private final Texts texts;
  private final Clock clock;

  TransferApi(PreviewTransfer previews, TransferOwnership transfers, Texts texts, Clock clock) {
    this.previews = previews;
    this.transfers = transfers;
    this.texts = texts;
    this.clock = clock;
  }

  /** What the offer would do. */
  @JsonNaming(SnakeCaseStrategy.class)
  record OfferPreview(String provider, String accountLabel, Instant expiresAt, boolean alreadyYours) {
    @Override
    public String toString() {
      return "OfferPreview[" + provider + "]";
    }
  }

  /** What was done. */
  @JsonNaming(SnakeCaseStrategy.class)
  record Receipt(boolean success, UUID accountId, boolean idempotent, String message) {}

  @ApiCall(
      id = "previewTransfer",
      body = """
          {"transfer_token": "eyJ0eXAiOiJvd25lcnNoaXAtdHJhbnNmZXIrand0Iiwi…"}""",
      answer = """
          {"provider": "onedrive", "account_label": "ana.p•••@outlook.com", "expires_at": "2026-11-25T10:10:00Z",
          "already_yours": false}""",
      refuses = {
        ErrorCode.TRANSFER_TOKEN_INVALID,
        ErrorCode.TRANSFER_TOKEN_EXPIRED,
        ErrorCode.TRANSFER_TOKEN_OTHER_USER,
        ErrorCode.ACCOUNT_NOT_FOUND,
        ErrorCode.OWNER_CHANGED
      })
  @PostMapping(path = "/cloud/transfer-ownership/preview", consumes = MediaType.APPLICATION_JSON_VALUE)
  OfferPreview preview(UserId caller, HttpServletRequest request) throws IOException {
    return switch (previews.preview(token(request), caller)) {
      case Preview(var provider, var label, var expiresAt, var alreadyYours) ->
          new OfferPreview(provider.id(), label, expiresAt, alreadyYours);
      case PreviewOutcome.Refused(var reason) -> throw new RefusedRequest(problem(reason));
    };
  }

  @ApiCall(
      id = "transferOwnership",
      body = """
          {"transfer_token": "eyJ0eXAiOiJvd25lcnNoaXAtdHJhbnNmZXIrand0Iiwi…"}""",
      answer = """
          {"success": true, "account_id": "0190a000-0000-7000-8000-00000000abcd", "idempotent": false,
          "message": "The account is now yours."}""",
      refuses = {
        ErrorCode.TRANSFER_TOKEN_INVALID,
        ErrorCode.TRANSFER_TOKEN_EXPIRED,
        ErrorCode.TRANSFER_TOKEN_OTHER_USER,
        ErrorCode.ACCOUNT_NOT_FOUND,
        ErrorCode.OWNER_CHANGED,
        ErrorCode.TRANSFER_COOLDOWN
      })
  @PostMapping(path = "/cloud/transfer-ownership", consumes = MediaType.APPLICATION_JSON_VALUE)
  Receipt transfer(UserId caller, HttpServletRequest request, HttpServletResponse response) throws IOException {
    return switch (transfers.transfer(token(request), caller)) {
      case Transferred(var account, var idempotent) -> {
        Locale language = texts.language(request);
        response.setHeader(HttpHeaders.CONTENT_LANGUAGE, language.getLanguage());
        yield new Receipt(true, account.id().value(), idempotent, texts.text("answer.transferred", language));
      }
      case TransferOutcome.Refused(var reason) -> throw new RefusedRequest(problem(reason));
      case CoolingDown(var until) -> throw new RefusedRequest(Problem.of(ErrorCode.TRANSFER_COOLDOWN)
          .after(Duration.between(clock.instant(), until))
          .with("until", until));
    };
  }

  private static TransferToken token(HttpServletRequest request) throws IOException {
    return new TransferToken(JsonBody.onlyText(request, TOKEN));
  }

  /** One code for every way in which an offer does not hold any more; the reason is what a page words it by. */
  private static Problem problem(TransferRefusal refusal) {
    return switch (refusal) {
      case TOKEN_INVALID -> Problem.of(ErrorCode.TRANSFER_TOKEN_INVALID);
      case TOKEN_EXPIRED -> Problem.of(ErrorCode.TRANSFER_TOKEN_EXPIRED);
      case OTHER_USER -> Problem.of(ErrorCode.TRANSFER_TOKEN_OTHER_USER);
      case NOT_FOUND -> Problem.of(ErrorCode.ACCOUNT_NOT_FOUND);
      case OWNER_CHANGED -> Problem.of(ErrorCode.OWNER_CHANGED).with("reason", "owner_changed");
      case RELEASED ->
          Problem.of(ErrorCode.OWNER_CHANGED).saying(ErrorCode.ACCOUNT_RELEASED).with("reason", "released");
      case ALREADY_OWNER ->
          Problem.of(ErrorCode.OWNER_CHANGED).saying(ErrorCode.ALREADY_OWNER).with("reason", "already_yours");
    };
  }
}
