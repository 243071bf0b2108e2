package com.cloudaggregator.web.connect;

import com.cloudaggregator.application.connect.RecordCallbackPages;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.web.request.UserIdArgumentResolver;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Records whether the result of a duplicate was shown. After a success, that is the accounts page
 * with the success message; after a conflict, the accounts page and then the preview that opens the
 * dialog. A failure of the program on the way (an exception, or status 500) is recorded as not
 * shown; an unavailable store (503) is not, since the health check reports it.
 *
 * <p>The callback leaves a mark in the session, and nothing that the browser sends is trusted, so a
 * user cannot forge the evidence.
 */
@Component
public final class ResultPageEvidence implements HandlerInterceptor, WebMvcConfigurer {
  private static final String PAGE = "/app";

  /** The call that opens the dialog. */
  static final String PREVIEW = "/cloud/transfer-ownership/preview";

  private static final String EXPECTED = ResultPageEvidence.class.getName() + ".expected";
  private static final String COMPOSED = ResultPageEvidence.class.getName() + ".composed";

  private final RecordCallbackPages answers;

  ResultPageEvidence(RecordCallbackPages answers) {
    this.answers = answers;
  }

  private enum Result {
    SUCCESS,
    DIALOG
  }

  /** The result that is to be shown next. */
  private record Expected(String provider, String subject, Result result) {

    /** As the session stores it. */
    List<String> toTexts() {
      return List.of(provider, subject, result.name());
    }

    static Optional<Expected> find(HttpSession session) {
      return session.getAttribute(EXPECTED) instanceof List<?> texts
          ? Optional.of(
              new Expected(
                  (String) texts.get(0),
                  (String) texts.get(1),
                  Result.valueOf((String) texts.get(2))))
          : Optional.empty();
    }

    ProviderAccountId account() {
      return ProviderAccountId.of(provider, subject);
    }
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).addPathPatterns(PAGE, PREVIEW);
  }

  void expectSuccess(ProviderAccountId account, HttpServletRequest request) {
    expect(account, Result.SUCCESS, request);
  }

  void expectDialog(ProviderAccountId account, HttpServletRequest request) {
    expect(account, Result.DIALOG, request);
  }

  /** Without a session, the page is not the one of the user who started the flow. */
  private static void expect(ProviderAccountId account, Result result, HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.setAttribute(
          EXPECTED, new Expected(account.provider().id(), account.subject(), result).toTexts());
    }
  }

  /**
   * The accounts page calls this once it is composed.
   *
   * @param success whether it shows the success message
   */
  public void pageComposed(boolean success, HttpServletRequest request) {
    request.setAttribute(COMPOSED, success);
  }

  /** Runs after the response is written. */
  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    HttpSession session = request.getSession(false);
    Optional<Expected> found = session == null ? Optional.empty() : Expected.find(session);
    if (session == null || found.isEmpty()) {
      return;
    }
    Expected expected = found.get();
    boolean failed =
        failure != null || response.getStatus() == HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
    boolean isPreview = request.getRequestURI().endsWith(PREVIEW);
    switch (expected.result()) {
      case DIALOG -> {
        if (failed || isPreview) {
          session.removeAttribute(EXPECTED);
        }
        if (failed) {
          answers.recordDialogNotShown(expected.account());
        }
      }
      case SUCCESS -> {
        if (!isPreview) {
          finishSuccess(expected, failed, session, request);
        }
      }
    }
  }

  private void finishSuccess(
      Expected expected, boolean failed, HttpSession session, HttpServletRequest request) {
    Object composed = request.getAttribute(COMPOSED);
    if (failed || composed != null) {
      session.removeAttribute(EXPECTED);
    }
    if (failed) {
      answers.recordSuccessNotShown(expected.account());
    } else if (Boolean.TRUE.equals(composed)) {
      UserIdArgumentResolver.findUser(request.getUserPrincipal())
          .ifPresent(owner -> answers.recordSuccessShown(expected.account(), owner));
    }
  }
}
