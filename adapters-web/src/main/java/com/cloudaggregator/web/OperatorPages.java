package com.cloudaggregator.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Lets every page know whether who reads it may see the operators' pages, so that it can link them. */
@ControllerAdvice
final class OperatorPages {

  @ModelAttribute("operator")
  boolean operator(HttpServletRequest request) {
    return request.isUserInRole("operator");
  }
}
