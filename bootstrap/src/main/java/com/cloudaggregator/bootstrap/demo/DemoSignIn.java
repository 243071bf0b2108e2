package com.cloudaggregator.bootstrap.demo;

import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.security.AfterSignIn;
import com.cloudaggregator.web.WebAdapter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
  private final HttpSessionSecurityContextRepository sessions = new HttpSessionSecurityContextRepository();

  DemoSignIn(Settings settings) {
    this.settings = settings;
  }

  /** A card of the login page: a form to {@code action} with these hidden fields. */
  public record Option(String name, String description, URI action, Map<String, String> fields) {
    public Option {
      fields = Map.copyOf(fields);
    }
  }

  /** The users; the subject is what a host's identity provider would put into {@code sub}. */
  enum User {
    ANA("Ana", "demo.user.ana", "a0000000-0000-4000-8000-000000000001"),
    BRUNO("Bruno", "demo.user.bruno", "b0000000-0000-4000-8000-000000000002"),
    CARLA("Carla", "demo.user.carla", "c0000000-0000-4000-8000-000000000003"),
    OLGA("Olga", "demo.user.olga", "d0000000-0000-4000-8000-000000000004", "operator");

    private final String displayName;
    private final String description;
    private final String subject;
    private final List<String> roles;

    User(String displayName, String description, String subject, String... roles) {
      this.displayName = displayName;
      this.description = description;
      this.subject = subject;
      this.roles = List.of(roles);
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    String subject() {
      return subject;
    }

    static Optional<User> of(String key) {
      return Arrays.stream(values()).filter(user -> user.key().equals(key)).findFirst();
    }
  }

  /** The cards of the login page, in order. */
  public List<Option> options() {
    return Arrays.stream(User.values())
        .map(user -> new Option(user.displayName, user.description, LOGIN, Map.of("user", user.key())))
        .toList();
  }

  @PostMapping("/demo/login")
  ResponseEntity<Void> signIn(
      @RequestParam("user") String key, HttpServletRequest request, HttpServletResponse response) {
    Optional<User> user = User.of(key);
    if (user.isEmpty()) {
      return ResponseEntity.badRequest().build();
    }
    HttpSession before = request.getSession(false);
    if (before != null) {
      // Neither the identifier (session fixation) nor anything of the user before may live on.
      before.invalidate();
    }
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(
            user.get().subject(), "", user.get().roles.stream().map(SimpleGrantedAuthority::new).toList()));
    sessions.saveContext(context, request, response);
    request.getSession().setAttribute(WebAdapter.DISPLAY_NAME, user.get().displayName);
    return ResponseEntity.status(HttpStatus.SEE_OTHER).location(URI.create(AfterSignIn.page(request, response, settings.secure()) + "#_")).build();
  }
}
