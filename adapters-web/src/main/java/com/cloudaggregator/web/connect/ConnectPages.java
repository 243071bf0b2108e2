package com.cloudaggregator.web.connect;

import com.cloudaggregator.application.connect.StartCommand.RequestedMode;
import com.cloudaggregator.application.connect.StartOutcome;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.Onward;
import com.cloudaggregator.web.page.OnwardView;
import com.cloudaggregator.web.page.PageTexts;
import com.cloudaggregator.web.page.Redirects;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.request.UserIdArgumentResolver;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The forms that start a connection. They work without the script. */
@Controller
final class ConnectPages {
  private final ConnectionStarter starter;
  private final ReconnectMismatches mismatches;
  private final ListProviders providers;
  private final PageTexts texts;

  ConnectPages(
      ConnectionStarter starter,
      ReconnectMismatches mismatches,
      ListProviders providers,
      PageTexts texts) {
    this.starter = starter;
    this.mismatches = mismatches;
    this.providers = providers;
    this.texts = texts;
  }

  /** For browsers without the script: what the dialog of the accounts page asks, as a page. */
  @GetMapping("/app/connect/{provider}")
  @Nullable String confirm(
      @PathVariable String provider,
      @Nullable Principal principal,
      Locale locale,
      Model model,
      HttpServletResponse response)
      throws IOException {
    if (UserIdArgumentResolver.findUser(principal).isEmpty()) {
      return Redirects.signIn(response);
    }
    Optional<ProviderTile> tile =
        ProviderTile.list(texts.forLocale(locale)).stream()
            .filter(each -> each.id().equals(provider))
            .findFirst();
    if (tile.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    if (!tile.get().configured()) {
      return Redirects.refuse(response, ErrorCode.PROVIDER_NOT_CONFIGURED, tile.get().id());
    }
    model.addAttribute("provider", tile.get());
    return "connect";
  }

  @PostMapping("/app/connect")
  @Nullable String connect(
      @RequestParam String provider,
      @RequestParam String mode,
      @RequestParam(name = "account_id", required = false) @Nullable String accountId,
      @Nullable Principal principal,
      Locale locale,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Optional<UserId> user = UserIdArgumentResolver.findUser(principal);
    if (user.isEmpty()) {
      return Redirects.signIn(response);
    }
    Optional<RequestedMode> wish = ConnectionStarter.parseWish(mode, accountId);
    if (wish.isEmpty()) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return null;
    }
    return start(user.get(), provider, wish.get(), locale, model, request, response);
  }

  /**
   * Connects the account that the user chose when they were to reconnect another, as a new account.
   * The session holds which account that is; the request has no parameter for it, so a forged
   * request cannot suggest an account.
   */
  @PostMapping("/app/connect-chosen")
  @Nullable String connectChosen(
      @Nullable Principal principal,
      Locale locale,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    Optional<UserId> user = UserIdArgumentResolver.findUser(principal);
    if (user.isEmpty()) {
      return Redirects.signIn(response);
    }
    Optional<ReconnectMismatches.Chosen> chosen = mismatches.take(user.get(), request);
    if (chosen.isEmpty()) {
      return Redirects.refuse(response, ErrorCode.INVALID_STATE, "");
    }
    return start(
        user.get(), chosen.get().provider(), chosen.get().wish(), locale, model, request, response);
  }

  private @Nullable String start(
      UserId user,
      String provider,
      RequestedMode wish,
      Locale locale,
      Model model,
      HttpServletRequest request,
      HttpServletResponse response) {
    // Only the id of a known provider is repeated.
    String known =
        providers.list().stream().anyMatch(each -> each.provider().id().equals(provider))
            ? provider
            : "";
    return switch (starter.start(user, provider, wish, request, response)) {
      case StartOutcome.Started started ->
          OnwardView.show(
              new Onward(
                  started.location(), texts.forLocale(locale).vendorOf(new Provider(provider))),
              model,
              response);
      case StartOutcome.UnknownProvider() ->
          Redirects.refuse(response, ErrorCode.PROVIDER_NOT_CONFIGURED, known);
      case StartOutcome.ProviderNotConfigured() ->
          Redirects.refuse(response, ErrorCode.PROVIDER_NOT_CONFIGURED, known);
      case StartOutcome.ProviderUnavailable() ->
          Redirects.refuse(response, ErrorCode.PROVIDER_UNAVAILABLE, known);
      case StartOutcome.AccountNotFound() ->
          Redirects.refuse(response, ErrorCode.ACCOUNT_NOT_FOUND, known);
      case StartOutcome.TooManyStarts(_) ->
          Redirects.refuse(response, ErrorCode.RATE_LIMITED, known);
    };
  }
}
