package com.cloudaggregator.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;

/**
 * The address of another origin that a browser opens after it has submitted a form here. The answer
 * to the form is a page that opens the address, not a redirect. Its text leaves the address out,
 * because the address may contain the state of a flow.
 *
 * @param name the name of the site at the address, as users know it
 */
public record Onward(URI address, String name) {
  /** The path of the page. */
  public static final String PATH = "/onward";

  /** The request attribute that holds the address for the page. */
  public static final String ATTRIBUTE = Onward.class.getName();

  /** Answers the request with the page. For filters; controllers return its view. */
  public void forward(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    request.setAttribute(ATTRIBUTE, this);
    request.getRequestDispatcher(PATH).forward(request, response);
  }

  @Override
  public String toString() {
    return "Onward[…]";
  }
}
