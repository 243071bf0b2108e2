package com.cloudaggregator.web.page;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.domain.account.UserId;
import com.cloudaggregator.web.WebAdapter;
import com.cloudaggregator.web.request.UserIdArgumentResolver;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Adds to every page, error pages included, what its frame shows about the reader: the theme,
 * whether they are signed in or an operator, their name and e-mail address, and the number of their
 * unread notices. Answers of the API have no view and are left alone.
 */
@Component
final class FrameInterceptor implements HandlerInterceptor, WebMvcConfigurer {
  private static final int SERVER_ERROR = 500;

  private final ListNotices notices;

  FrameInterceptor(ListNotices notices) {
    this.notices = notices;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this);
  }

  @Override
  public void postHandle(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable ModelAndView page) {
    if (page == null || page.getViewName() == null) {
      return;
    }
    page.addObject("theme", Theme.find(request).map(Theme::code).orElse(null));
    page.addObject("operator", isOperator(request));
    HttpSession session = request.getSession(false);
    if (session != null) {
      UserIdArgumentResolver.findUser(request.getUserPrincipal())
          .ifPresent(user -> addReader(user, session, response, page));
    }
  }

  private void addReader(
      UserId user, HttpSession session, HttpServletResponse response, ModelAndView page) {
    page.addObject("signedIn", true);
    if (session.getAttribute(WebAdapter.DISPLAY_NAME) instanceof String name && !name.isEmpty()) {
      page.addObject("displayName", name);
      page.addObject("initial", name.substring(0, name.offsetByCodePoints(0, 1)));
    }
    if (session.getAttribute(WebAdapter.EMAIL) instanceof String email) {
      page.addObject("email", email);
    }
    // A page about a failure does not wait for the store, which may be what has failed.
    if (response.getStatus() < SERVER_ERROR) {
      page.addObject("unread", countUnread(user));
    }
  }

  /** A page that is open to everyone is shown even if the session cannot be read. */
  private static boolean isOperator(HttpServletRequest request) {
    try {
      return request.isUserInRole("operator");
    } catch (StoreException e) {
      return false;
    }
  }

  /**
   * The page is complete; if the store has become unavailable since, the page is shown without the
   * number.
   */
  private int countUnread(UserId user) {
    try {
      return notices.countUnread(user);
    } catch (StoreException e) {
      return 0;
    }
  }
}
