package com.cloudaggregator.web;

import com.cloudaggregator.application.connect.NoteAnswers;
import com.cloudaggregator.domain.account.ProviderAccountId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;

/**
 * Tells that a user whose duplicate was resolved has seen the page say so. The callback leaves a mark in the session,
 * good for one page; nothing that the browser sends is believed, so nobody can make such evidence up.
 */
final class ShownSuccess implements HandlerInterceptor {
  private static final String EXPECTED = ShownSuccess.class.getName() + ".expected";
  private static final String SAID = ShownSuccess.class.getName() + ".said";

  private final NoteAnswers answers;

  ShownSuccess(NoteAnswers answers) {
    this.answers = answers;
  }

  /** The account whose success the next page is to show. */
  private record Expected(String provider, String subject) implements Serializable {}

  /** Where there is no session, the page is somebody else's. */
  static void expect(ProviderAccountId account, HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.setAttribute(EXPECTED, new Expected(account.provider().id(), account.subject()));
    }
  }

  @Override
  public void postHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page) {
    HttpSession session = request.getSession(false);
    if (page == null || session == null || !(session.getAttribute(EXPECTED) instanceof Expected expected)) {
      return;
    }
    session.removeAttribute(EXPECTED);
    if (page.getModel().get("message") instanceof AppPage.Message message && message.code().equals("connected")) {
      request.setAttribute(SAID, expected);
    }
  }

  /** Only once the page is written. */
  @Override
  public void afterCompletion(
      HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
    if (failure == null && request.getAttribute(SAID) instanceof Expected(var provider, var subject)) {
      PrincipalUser.of(request.getUserPrincipal())
          .ifPresent(owner -> answers.successShown(ProviderAccountId.of(provider, subject), owner));
    }
  }
}
