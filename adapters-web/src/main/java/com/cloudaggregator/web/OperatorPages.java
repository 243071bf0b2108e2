package com.cloudaggregator.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.springframework.http.HttpHeaders;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Lets every page know whether who reads it may see the operators' pages, so that it can link them. */
@ControllerAdvice
final class OperatorPages {

  /**
   * What the pages of operators have in common.
   *
   * @param here the page, as their navigation names it
   */
  static void frame(Model model, String here, HttpServletRequest request, HttpServletResponse response) {
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    HttpSession session = request.getSession(false);
    model.addAttribute("signedIn", session != null);
    model.addAttribute("displayName", session == null ? null : session.getAttribute(WebAdapter.DISPLAY_NAME));
    model.addAttribute("opsPage", here);
  }

  @ModelAttribute("operator")
  boolean operator(HttpServletRequest request) {
    return request.isUserInRole("operator");
  }
}
