package com.cloudaggregator.bootstrap.demo;

import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.demo.user.DemoUser;
import com.cloudaggregator.bootstrap.security.AfterSignIn;
import com.cloudaggregator.web.WebAdapter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.net.URI;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Signs one of the demo users in without a password. Each sign-in starts a new session. */
@RestController
final class DemoSignIn {
  static final URI LOGIN = URI.create("/demo/login");

  private final Settings settings;
  private final SecurityContextRepository sessions;

  DemoSignIn(Settings settings, SecurityContextRepository sessions) {
    this.settings = settings;
    this.sessions = sessions;
  }

  @PostMapping("/demo/login")
  ResponseEntity<Void> signIn(
      @RequestParam("user") String key, HttpServletRequest request, HttpServletResponse response) {
    Optional<DemoUser> user = DemoUser.of(key);
    if (user.isEmpty()) {
      return ResponseEntity.badRequest().build();
    }
    HttpSession before = request.getSession(false);
    if (before != null) {
      // A new session: against session fixation, and so that nothing of the previous user remains.
      before.invalidate();
    }
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(
            user.get().subject(),
            "",
            user.get().roles().stream().map(SimpleGrantedAuthority::new).toList()));
    sessions.saveContext(context, request, response);
    request.getSession().setAttribute(WebAdapter.DISPLAY_NAME, user.get().displayName());
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .location(URI.create(AfterSignIn.page(request, response, settings.secure()) + "#_"))
        .build();
  }
}
