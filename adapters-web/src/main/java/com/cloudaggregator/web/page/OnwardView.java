package com.cloudaggregator.web.page;

import com.cloudaggregator.web.Onward;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.ui.Model;

/**
 * The view that opens an address of another origin after a form. A redirect would not work:
 * browsers apply {@code form-action} to each redirect of a form submission (<a
 * href="https://www.w3.org/TR/CSP3/#directive-form-action">Content Security Policy Level 3, section
 * 6.4.1</a>), and the origins that a provider redirects to are not known in advance. A loaded page
 * starts a new navigation.
 */
public final class OnwardView {
  private OnwardView() {}

  /** Fills the model and returns the name of the view. */
  public static String show(Onward onward, Model model, HttpServletResponse response) {
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    model.addAttribute("onward", onward);
    return "onward";
  }
}
