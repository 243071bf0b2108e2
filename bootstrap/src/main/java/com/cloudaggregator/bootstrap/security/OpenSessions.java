package com.cloudaggregator.bootstrap.security;

import com.cloudaggregator.application.StorageException;
import com.cloudaggregator.application.session.UserSessions;
import com.cloudaggregator.domain.account.UserId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets nobody go on in a session whose user has ended all of his, on whichever node he did: it is ended here and now, and
 * the request goes on as nobody's, so that it is answered as after any other end of a session. When nobody can tell
 * whether it still stands, it is not gone on in (503).
 *
 * <p>It is asked where somebody has to be somebody; what everybody may see needs no session to stand. It stands before
 * the look at the CSRF token, which belongs to the session too.
 */
public final class OpenSessions extends OncePerRequestFilter {
  private static final String BEGUN_WITH = OpenSessions.class.getName() + ".begunWith";

  private final UserSessions sessions;
  private final RequestMatcher asked;
  private final ProblemWriter problems;

  OpenSessions(UserSessions sessions, RequestMatcher asked, ProblemWriter problems) {
    this.sessions = sessions;
    this.asked = asked;
    this.problems = problems;
  }

  /**
   * To be called for every sign-in, before the browser learns of its session.
   *
   * @param begunWith what {@link UserSessions#begin} gave
   */
  public static void begin(HttpSession session, String begunWith) {
    session.setAttribute(BEGUN_WITH, begunWith);
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !asked.matches(request);
  }

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    HttpSession session = request.getSession(false);
    // Nobody but the session can have said by now who this is.
    Authentication user = session == null ? null : SecurityContextHolder.getContext().getAuthentication();
    if (session == null || user == null) {
      chain.doFilter(request, response);
      return;
    }
    boolean stands;
    try {
      stands = sessions.stands(
          new UserId(user.getName()), session.getAttribute(BEGUN_WITH) instanceof String begunWith ? begunWith : null);
    } catch (StorageException unknown) {
      problems.write("database_unavailable", request, response);
      return;
    }
    if (!stands) {
      session.invalidate();
      SecurityContextHolder.clearContext();
    }
    chain.doFilter(request, response);
  }
}
