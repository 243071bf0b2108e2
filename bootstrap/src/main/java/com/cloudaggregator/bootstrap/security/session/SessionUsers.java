package com.cloudaggregator.bootstrap.security.session;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.session.FindByIndexNameSessionRepository;

/**
 * Keeps the signed-in user in the session as an id and roles, and nothing else of the sign-in: no
 * token, no address. A session exists only for a signed-in user.
 */
public final class SessionUsers implements SecurityContextRepository {
  /** By this attribute, the sessions of a user are found. */
  private static final String USER = FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

  private static final String ROLES = "roles";

  @Override
  @SuppressWarnings("deprecation") // Spring's loadDeferredContext calls it when it is needed.
  public SecurityContext loadContext(HttpRequestResponseHolder holder) {
    HttpSession session = holder.getRequest().getSession(false);
    if (session != null
        && session.getAttribute(USER) instanceof String user
        && session.getAttribute(ROLES) instanceof List<?> roles) {
      return new SecurityContextImpl(
          UsernamePasswordAuthenticationToken.authenticated(
              user,
              "",
              roles.stream().map(role -> new SimpleGrantedAuthority((String) role)).toList()));
    }
    return new SecurityContextImpl();
  }

  @Override
  public void saveContext(
      SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
    Authentication user = context.getAuthentication();
    if (user != null) {
      save(user, request.getSession());
      return;
    }
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
  }

  public static void save(Authentication user, HttpSession session) {
    session.setAttribute(USER, user.getName());
    session.setAttribute(
        ROLES, user.getAuthorities().stream().map(GrantedAuthority::getAuthority).toList());
  }

  @Override
  public boolean containsContext(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(USER) != null;
  }
}
