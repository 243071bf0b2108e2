package com.cloudaggregator.web.operator;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.ui.Model;

/**
 * The frame of the pages for operators. They share their addresses with the API, so they vary by
 * {@code Accept}.
 */
public final class OperatorFrame {
  private OperatorFrame() {}

  /**
   * @param page the page as the navigation of these pages names it
   */
  public static void addTo(Model model, String page, HttpServletResponse response) {
    response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    model.addAttribute("opsPage", page);
  }
}
