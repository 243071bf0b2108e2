package com.cloudaggregator.web.connect;

import com.cloudaggregator.application.connect.StartCommand.RequestedMode;
import com.cloudaggregator.application.connect.StartOutcome;
import com.cloudaggregator.application.connect.StartOutcome.Started;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.openapi.ApiCall;
import com.cloudaggregator.web.openapi.ApiGroup;
import com.cloudaggregator.web.openapi.ApiParameter;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Starts a connection for a frontend: answers the provider's address, and binds the flow to the
 * browser.
 */
@RestController
final class ConnectionApi {
  private final ConnectionStarter starter;

  ConnectionApi(ConnectionStarter starter) {
    this.starter = starter;
  }

  /**
   * Its text leaves the address out, because Spring logs what it writes and the address contains
   * the state of the flow.
   */
  record LoginUrl(URI url) {
    @Override
    public String toString() {
      return "LoginUrl[…]";
    }
  }

  @ApiCall(
      group = ApiGroup.CONNECTION,
      id = "startConnection",
      query = {ApiParameter.MODE, ApiParameter.RECONNECT_ACCOUNT_ID},
      answer =
          """
          {"url": "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=our-client&state=opaque"}""",
      refuses = {
        ErrorCode.NOT_FOUND,
        ErrorCode.ACCOUNT_NOT_FOUND,
        ErrorCode.RATE_LIMITED,
        ErrorCode.PROVIDER_NOT_CONFIGURED,
        ErrorCode.PROVIDER_UNAVAILABLE
      })
  @GetMapping("/auth/{provider}/login-url")
  ResponseEntity<LoginUrl> start(
      @PathVariable String provider,
      UserId caller,
      HttpServletRequest request,
      HttpServletResponse response) {
    // Spring maps HEAD to GET, but a HEAD request must not start a flow.
    if (!"GET".equals(request.getMethod())) {
      response.setHeader(HttpHeaders.ALLOW, "GET");
      throw new ProblemException(ErrorCode.METHOD_NOT_ALLOWED);
    }
    QueryParameters query = QueryParameters.of(request);
    RequestedMode wish =
        ConnectionStarter.parseWish(
                query.atMostOnce("mode").orElse(null),
                query.atMostOnce("reconnect_account_id").orElse(null))
            .orElseThrow(() -> new ProblemException(ErrorCode.VALIDATION_FAILED));
    StartOutcome outcome = starter.start(caller, provider, wish, request, response);
    if (outcome instanceof Started started) {
      return ResponseEntity.ok()
          .cacheControl(CacheControl.noStore())
          .body(new LoginUrl(started.location()));
    }
    throw new ProblemException(ConnectionStarter.toProblem(outcome).orElseThrow());
  }
}
