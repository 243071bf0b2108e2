package com.cloudaggregator.web;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Shows the view {@code error} as whoever refuses fills it. */
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
}
