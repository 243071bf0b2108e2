package com.cloudaggregator.web.connect;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.connect.CallbackCommand;
import com.cloudaggregator.application.connect.CallbackCommand.Response;
import com.cloudaggregator.application.connect.CompleteConnection;
import com.cloudaggregator.application.connect.ConnectError;
import com.cloudaggregator.application.connect.ConnectOutcome;
import com.cloudaggregator.application.connect.ConnectOutcome.Conflict;
import com.cloudaggregator.application.connect.ConnectOutcome.ConnectFailed;
import com.cloudaggregator.application.connect.ConnectOutcome.Connected;
import com.cloudaggregator.application.connect.ConnectOutcome.OtherAccountChosen;
import com.cloudaggregator.application.provider.AuthorizationError;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.event.StoreFault;
import com.cloudaggregator.web.WebSettings;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.ProblemException;
import com.cloudaggregator.web.request.QueryParameters;
import com.cloudaggregator.web.request.UserIdArgumentResolver;
import com.cloudaggregator.web.trace.AccessLine;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.security.Principal;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Receives the authorization response of a provider. Every answer is one of the redirects of the
 * contract, section 4, built from constants. The location header is set by hand, because Spring's
 * redirect views log their target and that of a conflict contains the transfer token.
 */
@Controller
final class CallbackController {
  private static final Logger LOG = LoggerFactory.getLogger(CallbackController.class);

  private final CompleteConnection connections;
  private final ListProviders providers;
  private final FlowCookies cookies;
  private final CallbackRedirects redirects;
  private final ReconnectMismatches mismatches;
  private final ResultPageEvidence evidence;
  private final URI frontend;
  private final ConnectMeters meters;

  CallbackController(
      CompleteConnection connections,
      ListProviders providers,
      FlowCookies cookies,
      CallbackRedirects redirects,
      ReconnectMismatches mismatches,
      ResultPageEvidence evidence,
      ConnectMeters meters,
      WebSettings settings) {
    this.connections = connections;
    this.providers = providers;
    this.cookies = cookies;
    this.redirects = redirects;
    this.mismatches = mismatches;
    this.evidence = evidence;
    this.frontend = settings.frontendUrl();
    this.meters = meters;
  }

  /** Refuses HEAD, which Spring maps to GET: a link checker must not use up a state. */
  @RequestMapping("/auth/{provider}/callback")
  @Nullable String receive(
      @PathVariable String provider,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    if (!"GET".equals(request.getMethod())) {
      response.setHeader(HttpHeaders.ALLOW, "GET");
      throw new ProblemException(ErrorCode.METHOD_NOT_ALLOWED);
    }
    Optional<ProviderProfile> consented = findConsented(provider, request);
    if (consented.isPresent()) {
      model.addAttribute("providerName", consented.get().displayName());
      model.addAttribute("frontend", frontend.toString());
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      return "admin-consent";
    }
    response.setHeader(HttpHeaders.LOCATION, frontend + buildLocation(provider, request, response));
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setStatus(HttpServletResponse.SC_TEMPORARY_REDIRECT);
    return null;
  }

  /**
   * The provider if this is not a response to a flow but Microsoft's answer to an administrator who
   * has given consent for their organization, which comes without a code (<a
   * href="https://learn.microsoft.com/en-us/entra/identity-platform/v2-admin-consent#successful-response">Admin
   * consent, successful response</a>). It proves nothing and changes nothing.
   */
  private Optional<ProviderProfile> findConsented(String path, HttpServletRequest request) {
    QueryParameters query = QueryParameters.parse(AccessLine.querySent(request));
    boolean isConsent =
        query.single("admin_consent").filter("true"::equalsIgnoreCase).isPresent()
            && !query.has("code")
            && !query.has("error");
    return providers.list().stream()
        .filter(
            profile -> isConsent && profile.configured() && profile.provider().id().equals(path))
        .findFirst();
  }

  private String buildLocation(
      String path, HttpServletRequest request, HttpServletResponse response) {
    Provider provider;
    try {
      provider = new Provider(path);
    } catch (IllegalArgumentException e) {
      meters.count(path, ConnectError.PROVIDER_NOT_CONFIGURED);
      return errorTarget(ConnectError.PROVIDER_NOT_CONFIGURED);
    }
    return redirects.restrict(complete(provider, request, response), provider);
  }

  private String complete(
      Provider provider, HttpServletRequest request, HttpServletResponse response) {
    QueryParameters query = QueryParameters.parse(AccessLine.querySent(request));
    String state = findSingle(query, "state");
    Response answer = parseResponse(query);
    if (state == null || answer == null || isDoubtful(query, "iss")) {
      return failed(ConnectError.MISSING_PARAMS, provider);
    }
    Secret secret = new Secret(state);
    Optional<Secret> binding = cookies.find(secret, request);
    boolean repeatable = false;
    try {
      Principal principal = request.getUserPrincipal();
      Optional<UserId> user = UserIdArgumentResolver.findUser(principal);
      if (principal != null && user.isEmpty()) {
        return failed(ConnectError.INVALID_STATE, provider);
      }
      CallbackCommand command =
          new CallbackCommand(
              provider,
              secret,
              answer,
              findSingle(query, "iss"),
              binding.orElse(null),
              user.orElse(null));
      return connections
          .answer(
              command,
              outcome -> {
                meters.count(provider, outcome);
                return new Secret(target(outcome, user, request));
              })
          .reveal();
    } catch (StoreException e) {
      boolean unavailable = e.fault().kind() == StoreFault.Kind.UNAVAILABLE;
      repeatable = unavailable;
      if (!unavailable) {
        LOG.error(
            "The callback failed before it started: {} - {}",
            e.fault().exceptionClass(),
            e.fault().message());
      }
      return failed(
          unavailable ? ConnectError.DATABASE_UNAVAILABLE : ConnectError.DATABASE_ERROR, provider);
    } finally {
      if (!repeatable) {
        cookies.expire(secret, response);
      }
    }
  }

  /** A callback that no flow was asked about. */
  private String failed(ConnectError reason, Provider provider) {
    meters.count(provider.id(), reason);
    return errorTarget(reason) + providerSuffix(provider);
  }

  private String target(ConnectOutcome outcome, Optional<UserId> user, HttpServletRequest request) {
    return switch (outcome) {
      case Connected(var account, var metDuplicate) -> {
        if (metDuplicate) {
          evidence.expectSuccess(account.providerAccount(), request);
        }
        yield "/app?connection=success" + providerSuffix(account.providerAccount().provider());
      }
      case Conflict(var account, var offer) -> {
        evidence.expectDialog(account, request);
        yield "/app?error=ownership_conflict"
            + providerSuffix(account.provider())
            + "#transfer_token="
            + offer.reveal();
      }
      case OtherAccountChosen other -> {
        mismatches.keep(other, user, request);
        yield errorTarget(ConnectError.ACCOUNT_MISMATCH) + providerSuffix(other.provider());
      }
      case ConnectFailed(var of, var error, var denial) ->
          errorTarget(error)
              + providerSuffix(of)
              + (denial == null ? "" : "&reason=" + denial.code());
    };
  }

  private static String errorTarget(ConnectError reason) {
    return "/app?error=" + reason.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The id of a configured provider; ids of providers consist of letters and digits and need no
   * encoding. An unknown id comes from the request and is not repeated.
   */
  private String providerSuffix(Provider provider) {
    return providers.find(provider).isPresent() ? "&provider=" + provider.id() : "";
  }

  /**
   * Null unless exactly one of {@code code} and {@code error} is sent, and only once (<a
   * href="https://www.rfc-editor.org/rfc/rfc6749#section-3.1">RFC 6749, section 3.1</a>).
   */
  private static @Nullable Response parseResponse(QueryParameters query) {
    String code = findSingle(query, "code");
    String error = findSingle(query, "error");
    if (code != null && !query.has("error")) {
      return new Response.Code(new Secret(code));
    }
    return error != null && !query.has("code")
        ? new Response.Denied(
            new AuthorizationError(
                error, findSingle(query, "error_description"), findSingle(query, "error_subcode")))
        : null;
  }

  /** How long a value may be is left to the provider (RFC 6749); the server limits the header. */
  private static @Nullable String findSingle(QueryParameters query, String name) {
    return query.single(name).filter(value -> !value.isBlank()).orElse(null);
  }

  private static boolean isDoubtful(QueryParameters query, String name) {
    return query.has(name) && findSingle(query, name) == null;
  }
}
