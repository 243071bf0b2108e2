package com.cloudaggregator.web;

import com.cloudaggregator.application.connect.StartCommand.Wish;
import com.cloudaggregator.application.connect.StartOutcome;
import com.cloudaggregator.application.connect.StartOutcome.Started;
import com.cloudaggregator.domain.account.UserId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Where a frontend learns which address of the provider to open; the answer binds the flow to its browser. */
@RestController
final class ConnectionApi {
  private final ConnectionStarts starts;

  ConnectionApi(ConnectionStarts starts) {
    this.starts = starts;
  }

  /** Its address holds the flow's state, and Spring logs what it writes. */
  record LoginUrl(URI url) {
    @Override
    public String toString() {
      return "LoginUrl[…]";
    }
  }

  @ApiCall(
      id = "startConnection",
      query = {ApiParameter.MODE, ApiParameter.RECONNECT_ACCOUNT_ID},
      answer = """
          {"url": "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=…&state=…"}""",
      refuses = {
        ErrorCode.NOT_FOUND,
        ErrorCode.ACCOUNT_NOT_FOUND,
        ErrorCode.RATE_LIMITED,
        ErrorCode.PROVIDER_NOT_CONFIGURED,
        ErrorCode.PROVIDER_UNAVAILABLE
      })
  @GetMapping("/auth/{provider}/login-url")
  ResponseEntity<LoginUrl> loginUrl(
      @PathVariable String provider, UserId caller, HttpServletRequest request, HttpServletResponse response) {
    // Spring maps HEAD onto GET by itself, but whoever only looks must not begin a flow.
    if (!"GET".equals(request.getMethod())) {
      response.setHeader(HttpHeaders.ALLOW, "GET");
      throw new RefusedRequest(ErrorCode.METHOD_NOT_ALLOWED);
    }
    Query query = Query.of(request);
    Wish wish = ConnectionStarts.wish(
            query.atMostOnce("mode").orElse(null), query.atMostOnce("reconnect_account_id").orElse(null))
        .orElseThrow(() -> new RefusedRequest(ErrorCode.VALIDATION_FAILED));
    StartOutcome outcome = starts.start(caller, provider, wish, request, response);
    if (outcome instanceof Started started) {
      return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new LoginUrl(started.location()));
    }
    throw new RefusedRequest(ConnectionStarts.problem(outcome).orElseThrow());
  }
}
