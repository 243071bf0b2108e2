package com.cloudaggregator.web;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.domain.account.UserId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;

/**
 * Gives each page what its frame says of the reader: the theme he chose, and how many notices he has not read. An
 * answer of the API is no page, and is not held up.
 */
final class Frame implements HandlerInterceptor {
  private final ListNotices notices;

  Frame(ListNotices notices) {
    this.notices = notices;
  }

  @Override
  public void postHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable ModelAndView page) {
    if (page == null || page.getViewName() == null) {
      return;
    }
    page.addObject("theme", Theme.of(request).map(Theme::code).orElse(null));
    if (Boolean.TRUE.equals(page.getModel().get("signedIn"))) {
      Principal reader = request.getUserPrincipal();
      Optional<UserId> user = reader == null ? Optional.empty() : PrincipalUser.of(reader);
      user.ifPresent(known -> page.addObject("unread", unread(known)));
    }
  }

  /** The page has been made; a store that is gone by now does not take it back. */
  private int unread(UserId user) {
    try {
      return notices.unread(user);
    } catch (StorageException gone) {
      return 0;
    }
  }
}
