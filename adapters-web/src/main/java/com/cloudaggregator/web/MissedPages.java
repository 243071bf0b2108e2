package com.cloudaggregator.web;

import com.cloudaggregator.application.connect.NoteAnswers;
import com.cloudaggregator.domain.account.ProviderAccountId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Tells that the program itself failed where a page was to show what came of a duplicate: the page of a success, or the
 * page of an offer and the look at it that opens the dialog. The callback leaves a mark in the session, so nobody can
 * make such evidence up. A store that is away is passed over; the health of the program tells of that.
 */
final class MissedPages implements HandlerInterceptor {
  /** The call that opens the dialog. */
  static final String PREVIEW = "/cloud/transfer-ownership/preview";

  private static final String EXPECTED = MissedPages.class.getName() + ".expected";

  private final NoteAnswers answers;

  MissedPages(NoteAnswers answers) {
    this.answers = answers;
  }

  /**
   * What is to be shown next.
   *
   * @param dialog or else the success
   */
  private record Expected(String provider, String subject, boolean dialog) implements Serializable {}

  static void expectSuccess(ProviderAccountId account, HttpServletRequest request) {
    expect(account, false, request);
  }

  static void expectDialog(ProviderAccountId account, HttpServletRequest request) {
    expect(account, true, request);
  }

  private static void expect(ProviderAccountId account, boolean dialog, HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.setAttribute(EXPECTED, new Expected(account.provider().id(), account.subject(), dialog));
    }
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
    HttpSession session = request.getSession(false);
    if (session == null || !(session.getAttribute(EXPECTED) instanceof Expected(var provider, var subject, var dialog))) {
      return;
    }
    boolean failed = failure != null || response.getStatus() == HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
    boolean isLast = !dialog || request.getRequestURI().endsWith(PREVIEW);
    if (failed || isLast) {
      session.removeAttribute(EXPECTED);
    }
    if (failed && dialog) {
      answers.dialogNotShown(ProviderAccountId.of(provider, subject));
    } else if (failed) {
      answers.successNotShown(ProviderAccountId.of(provider, subject));
    }
  }
}
