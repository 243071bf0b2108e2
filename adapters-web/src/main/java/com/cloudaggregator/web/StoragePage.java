package com.cloudaggregator.web;

import com.cloudaggregator.application.account.ListProviders;
import com.cloudaggregator.application.account.ReadStorage;
import com.cloudaggregator.application.account.ReadStorage.ReadOutcome;
import com.cloudaggregator.domain.account.UserId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.SessionAttribute;

/**
 * How full the accounts are, on a page of its own: it waits for the providers, which the accounts page never does. There
 * the script fetches the same figures afterwards.
 */
@Controller
final class StoragePage {
  private final ReadStorage storage;
  private final ListProviders providers;
  private final MessageSource messages;

  StoragePage(ReadStorage storage, ListProviders providers, MessageSource messages) {
    this.storage = storage;
    this.providers = providers;
    this.messages = messages;
  }

  @GetMapping("/app/storage")
  String storage(
      UserId user,
      @SessionAttribute(name = WebAdapter.DISPLAY_NAME, required = false) @Nullable String displayName,
      Locale locale,
      Model model) {
    AppPage words = new AppPage(messages, locale, providers.list());
    switch (storage.read(user)) {
      case ReadOutcome.Read(var summary) -> {
        model.addAttribute("total", words.total(summary));
        model.addAttribute("spaces", summary.accounts().stream().map(words::space).toList());
      }
      case ReadOutcome.TooOften(var wait) ->
          throw new RefusedRequest(Problem.of(ErrorCode.RATE_LIMITED).after(wait));
    }
    PagesController.frame(model, displayName);
    return "storage";
  }
}
