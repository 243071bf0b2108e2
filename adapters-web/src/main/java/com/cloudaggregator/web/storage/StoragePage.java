package com.cloudaggregator.web.storage;

import com.cloudaggregator.application.storage.ReadStorage;
import com.cloudaggregator.application.storage.ReadStorage.StorageOutcome;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.page.PageText;
import com.cloudaggregator.web.page.PageTexts;
import com.cloudaggregator.web.problem.ErrorCode;
import com.cloudaggregator.web.problem.Problem;
import com.cloudaggregator.web.problem.ProblemException;
import java.util.Comparator;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The space of all accounts. It is a page of its own because it waits for the providers; on the
 * accounts page the script fetches the same figures afterwards.
 */
@Controller
final class StoragePage {
  /** Accounts whose share is not known come last, in the order of the summary. */
  private static final Comparator<StorageRow> FULLEST_FIRST =
      Comparator.comparing(
          StorageRow::percent, Comparator.nullsLast(Comparator.<Long>reverseOrder()));

  private final ReadStorage storage;
  private final PageTexts texts;

  StoragePage(ReadStorage storage, PageTexts texts) {
    this.storage = storage;
    this.texts = texts;
  }

  @GetMapping("/app/storage")
  String show(UserId user, Locale locale, Model model) {
    PageText text = texts.forLocale(locale);
    switch (storage.read(user)) {
      case StorageOutcome.Summarized(var summary) -> {
        model.addAttribute("total", StorageRow.formatTotal(summary, text));
        model.addAttribute("shares", StorageShare.of(summary, text));
        model.addAttribute(
            "spaces",
            summary.accounts().stream()
                .map(each -> StorageRow.of(each, text))
                .sorted(FULLEST_FIRST)
                .toList());
      }
      case StorageOutcome.RateLimited(var wait) ->
          throw new ProblemException(Problem.of(ErrorCode.RATE_LIMITED).after(wait));
    }
    return "storage";
  }
}
