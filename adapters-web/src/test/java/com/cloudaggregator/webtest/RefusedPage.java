package com.cloudaggregator.webtest;

import com.cloudaggregator.web.problem.ErrorCode;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Shows the view {@code error} with the model of a refusal. */
@Controller
final class RefusedPage {

  @GetMapping("/refused")
  String refused(Model model) {
    model.addAttribute("code", "not_found");
    model.addAttribute("status", 404);
    model.addAttribute("title", "There is no such page");
    model.addAttribute("detail", "The address may be mistyped, or what was here is gone.");
    model.addAttribute("whatToDo", "Go to your accounts and start from there.");
    model.addAttribute("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
    model.addAttribute("retryable", false);
    return "error";
  }

  /** The same for any code, with the texts of the catalogue. */
  @GetMapping("/refused/{code}")
  String refused(@PathVariable String code, Locale locale, Model model) {
    ErrorCode known = ErrorCode.of(code).orElseThrow();
    model.addAttribute("code", known.code());
    model.addAttribute("status", known.status());
    for (String part : List.of("title", "detail", "next")) {
      model.addAttribute(
          part.equals("next") ? "whatToDo" : part,
          TestAdapter.messages().getMessage("error." + known.code() + "." + part, null, locale));
    }
    model.addAttribute("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
    model.addAttribute("retryable", known.retryable());
    return "error";
  }
}
