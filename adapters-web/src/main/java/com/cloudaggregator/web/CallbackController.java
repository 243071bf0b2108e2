package com.cloudaggregator.web;

import com.cloudaggregator.application.account.ListProviders;
import com.cloudaggregator.application.connect.CallbackCommand;
import com.cloudaggregator.application.connect.CallbackCommand.Response;
import com.cloudaggregator.application.connect.CompleteConnection;
import com.cloudaggregator.application.connect.ConnectOutcome.Conflict;
import com.cloudaggregator.application.connect.ConnectOutcome.Connected;
import com.cloudaggregator.application.connect.ConnectOutcome.OtherAccountChosen;
import com.cloudaggregator.application.connect.ConnectOutcome.Refused;
import com.cloudaggregator.application.connect.Refusal;
import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.domain.event.StorageFault;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.security.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Where the provider sends the browser back to. Every answer is a redirect of the closed list (contract, section 4),
 * made of our own constants alone. The location is set by hand: Spring's redirect views log their target, and a
 * conflict's target holds the transfer token.
 */
@Controller
final class CallbackController {
  private static final Logger LOG = LoggerFactory.getLogger(CallbackController.class);

  /** Longest code and state in use are some 2 KB; what is longer is no authorization response. */
  private static final int LONGEST = 4096;

  /** What a query with a broken escape says. */
  private static final Query NOTHING = new Query(Map.of());

  private final CompleteConnection connections;
  private final ListProviders providers;
  private final FlowCookies cookies;
  private final ListedOutcomes outcomes;
  private final Clock clock;
  private final URI frontend;

  CallbackController(
      CompleteConnection connections,
      ListProviders providers,
      FlowCookies cookies,
      ListedOutcomes outcomes,
      Clock clock,
      WebAdapter.Settings settings) {
    this.connections = connections;
    this.providers = providers;
    this.cookies = cookies;
    this.outcomes = outcomes;
    this.clock = clock;
    this.frontend = settings.frontendUrl();
  }

  /** Spring would map HEAD onto GET by itself, and a link checker must not use up a state. */
  @RequestMapping("/auth/{provider}/callback")
  void callback(
      @PathVariable String provider,
      @Nullable Principal principal,
      HttpServletRequest request,
      HttpServletResponse response) {
    if (!"GET".equals(request.getMethod())) {
      response.setHeader(HttpHeaders.ALLOW, "GET");
      throw new RefusedRequest(ErrorCode.METHOD_NOT_ALLOWED);
    }
    response.setHeader(HttpHeaders.LOCATION, frontend + location(provider, principal, request, response));
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setStatus(HttpServletResponse.SC_TEMPORARY_REDIRECT);
  }

  private String location(
      String path, @Nullable Principal principal, HttpServletRequest request, HttpServletResponse response) {
    Provider provider;
    try {
      provider = new Provider(path);
    } catch (IllegalArgumentException e) {
      return error(Refusal.PROVIDER_NOT_CONFIGURED);
    }
    return outcomes.only(target(provider, principal, request, response), provider);
  }

  private String target(
      Provider provider, @Nullable Principal principal, HttpServletRequest request, HttpServletResponse response) {
    Query query = Query.parse(AccessLine.sent(request)).orElse(NOTHING);
    String state = single(query, "state");
    Response answer = answer(query);
    if (state == null || answer == null || isDoubtful(query, "iss")) {
      return error(Refusal.MISSING_PARAMS) + suffix(provider);
    }
    Secret secret = new Secret(state);
    Optional<Secret> binding = cookies.find(secret, request);
    cookies.expire(secret, response);
    Optional<UserId> user = Optional.ofNullable(principal).flatMap(PrincipalUser::of);
    if (principal != null && user.isEmpty()) {
      return error(Refusal.INVALID_STATE) + suffix(provider);
    }
    CallbackCommand command = new CallbackCommand(
        provider,
        secret,
        answer,
        single(query, "iss"),
        binding.orElse(null),
        user.orElse(null));
    try {
      return switch (connections.complete(command)) {
        case Connected(var account, var metDuplicate) -> {
          if (metDuplicate) {
            ShownSuccess.expect(account.providerAccount(), request);
            MissedPages.expectSuccess(account.providerAccount(), request);
          }
          yield "/app?connection=success" + suffix(account.providerAccount().provider());
        }
        case Conflict(var account, var offer) -> {
          MissedPages.expectDialog(account, request);
          yield "/app?error=ownership_conflict" + suffix(account.provider()) + "#transfer_token=" + offer.reveal();
        }
        case OtherAccountChosen other -> {
          ReconnectResult.keep(other, user, clock, request);
          yield error(Refusal.ACCOUNT_MISMATCH) + suffix(other.provider());
        }
        case Refused(var of, var reason) -> error(reason) + suffix(of);
      };
    } catch (StorageException e) {
      LOG.error("Callback not begun: {} - {}", e.fault().exceptionClass(), e.fault().message());
      boolean unavailable = e.fault().kind() == StorageFault.Kind.UNAVAILABLE;
      return error(unavailable ? Refusal.DATABASE_UNAVAILABLE : Refusal.DATABASE_ERROR) + suffix(provider);
    }
  }

  private static String error(Refusal reason) {
    return "/app?error=" + reason.name().toLowerCase(Locale.ROOT);
  }

  /**
   * A provider's id has letters and digits only, so nothing needs encoding. An id that is not of our configuration is
   * the request's own word, and so is not repeated.
   */
  private String suffix(Provider provider) {
    return providers.find(provider).isPresent() ? "&provider=" + provider.id() : "";
  }

  /** Null unless there is exactly one of {@code code} and {@code error}, once (RFC 6749, section 3.1). */
  private static @Nullable Response answer(Query query) {
    String code = single(query, "code");
    String error = single(query, "error");
    if (code != null && !query.has("error")) {
      return new Response.Code(new Secret(code));
    }
    return error != null && !query.has("code") ? new Response.Denied(error) : null;
  }

  private static @Nullable String single(Query query, String name) {
    List<String> values = query.all(name);
    boolean good = values.size() == 1 && !values.getFirst().isEmpty() && values.getFirst().length() <= LONGEST;
    return good ? values.getFirst() : null;
  }

  private static boolean isDoubtful(Query query, String name) {
    return query.has(name) && single(query, name) == null;
  }
}
