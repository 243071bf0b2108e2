package com.cloudaggregator.web.disconnect;

import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.disconnect.DisconnectAccount;
import com.cloudaggregator.application.disconnect.DisconnectOutcome;
import com.cloudaggregator.domain.account.AccountId;
import com.cloudaggregator.domain.account.CloudAccount;
import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderProfile;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.page.PageText;
import com.cloudaggregator.web.page.PageTexts;
import com.cloudaggregator.web.page.Redirects;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.request.Identifiers;
import com.cloudaggregator.web.request.UserIdArgumentResolver;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Disconnects an account after a confirmation. */
@Controller
final class DisconnectPages {
  private final ListAccounts accounts;
  private final DisconnectAccount disconnect;
  private final PageTexts texts;

  DisconnectPages(ListAccounts accounts, DisconnectAccount disconnect, PageTexts texts) {
    this.accounts = accounts;
    this.disconnect = disconnect;
    this.texts = texts;
  }

  /** The account on the confirmation page. */
  record Account(String id, String provider, String providerName, String label) {
    static Account of(CloudAccount account, PageText text) {
      Provider provider = account.providerAccount().provider();
      return new Account(
          account.id().toString(),
          provider.id(),
          text.nameOf(provider),
          text.nameOf(account.label()));
    }
  }

  @GetMapping("/app/accounts/{id}/disconnect")
  @Nullable String confirm(
      @PathVariable String id,
      @Nullable Principal principal,
      Locale locale,
      Model model,
      HttpServletResponse response)
      throws IOException {
    Optional<UserId> user = UserIdArgumentResolver.findUser(principal);
    if (user.isEmpty()) {
      return Redirects.signIn(response);
    }
    Optional<CloudAccount> account =
        Identifiers.parse(id).flatMap(known -> accounts.find(new AccountId(known), user.get()));
    if (account.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return null;
    }
    PageText text = texts.forLocale(locale);
    Optional<ProviderProfile> profile =
        text.findProvider(account.get().providerAccount().provider().id());
    model.addAttribute("account", Account.of(account.get(), text));
    model.addAttribute("revocable", profile.filter(ProviderProfile::revocable).isPresent());
    model.addAttribute("pages", profile.map(ProviderLink::list).orElse(List.of()));
    return "disconnect";
  }

  @PostMapping("/app/disconnect")
  @Nullable String disconnect(
      @RequestParam(name = "account_id") String id,
      @Nullable Principal principal,
      HttpServletResponse response) {
    Optional<UserId> user = UserIdArgumentResolver.findUser(principal);
    if (user.isEmpty()) {
      return Redirects.signIn(response);
    }
    Optional<AccountId> account = Identifiers.parse(id).map(AccountId::new);
    if (account.isEmpty()) {
      return Redirects.refuse(response, ErrorCode.ACCOUNT_NOT_FOUND, "");
    }
    return switch (disconnect.disconnect(account.get(), user.get())) {
      case DisconnectOutcome.Disconnected(var released, _) ->
          Redirects.seeOther(
              response,
              "/app?done=disconnected&provider=" + released.providerAccount().provider().id());
      case DisconnectOutcome.AccountNotFound() ->
          Redirects.refuse(response, ErrorCode.ACCOUNT_NOT_FOUND, "");
    };
  }
}
