package com.cloudaggregator.bootstrap.demo;

import com.cloudaggregator.application.session.UserSessions;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.demo.user.DemoUser;
import com.cloudaggregator.bootstrap.security.AfterSignIn;
import com.cloudaggregator.bootstrap.security.OpenSessions;
import com.cloudaggregator.web.WebAdapter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Signs one of four made-up users in to the built-in pages, without a password. Each sign-in is a new session. */
@RestController
public final class DemoSignIn {
  private static final URI LOGIN = URI.create("/demo/login");

  private final Settings settings;
  private final UserSessions users;
  private final HttpSessionSecurityContextRepository sessions = new HttpSessionSecurityContextRepository();

  DemoSignIn(Settings settings, UserSessions users) {
    this.settings = settings;
    this.users = users;
  }

  /** A card of the login page: a form to {@code action} with these hidden fields. */
  public record Option(String name, String description, URI action, Map<String, String> fields) {
    public Option {
      fields = Map.copyOf(fields);
    }
  }

  /** The cards of the login page, in order. */
  public List<Option> options() {
    return Arrays.stream(DemoUser.values())
        .map(user -> new Option(user.displayName(), user.description(), LOGIN, Map.of("user", user.key())))
        .toList();
  }

  @PostMapping("/demo/login")
  ResponseEntity<Void> signIn(
      @RequestParam("user") String key, HttpServletRequest request, HttpServletResponse response) {
    Optional<DemoUser> user = DemoUser.of(key);
    if (user.isEmpty()) {
      return ResponseEntity.badRequest().build();
    }
    String begunWith = users.begin(user.get().id());
    HttpSession before = request.getSession(false);
    if (before != null) {
      // Neither the identifier (session fixation) nor anything of the user before may live on.
      before.invalidate();
    }
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(
            user.get().subject(), "", user.get().roles().stream().map(SimpleGrantedAuthority::new).toList()));
    sessions.saveContext(context, request, response);
    OpenSessions.begin(request.getSession(), begunWith);
    request.getSession().setAttribute(WebAdapter.DISPLAY_NAME, user.get().displayName());
    return ResponseEntity.status(HttpStatus.SEE_OTHER).location(URI.create(AfterSignIn.page(request, response, settings.secure()) + "#_")).build();
  }
}
