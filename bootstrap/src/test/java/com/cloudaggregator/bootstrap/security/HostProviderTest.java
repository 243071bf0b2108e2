package com.cloudaggregator.bootstrap.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.bootstrap.configuration.Settings.SignIn;
import com.cloudaggregator.bootstrap.program.IdentityServer;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.http.BoundedRequests;
import com.cloudaggregator.oauth.http.HttpLimits;
import com.cloudaggregator.oauth.http.JsonDocuments;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostProviderTest {

  @Test
  void acceptsAnEndSessionEndpointOfAnyOrigin() {
    assertThat(endSession("https://sign-out.example/end?tenant=1"))
        .contains(URI.create("https://sign-out.example/end?tenant=1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"javascript:alert(1)", "https:///end", "/end-session", "mailto:a@b.example"})
  void ignoresAnUnusableEndSessionEndpoint(String address) {
    assertThat(endSession(address)).isEmpty();
  }

  private static Optional<URI> endSession(String address) {
    try (IdentityServer server = new IdentityServer();
        var requests =
            new BoundedRequests(
                new HttpLimits(Duration.ofSeconds(2), Duration.ofSeconds(3), 100_000, true))) {
      server.endsSessionsAt(address);
      var provider =
          new HostProvider(
              new SignIn(
                  "Contoso",
                  URI.create(server.issuer()),
                  IdentityServer.CLIENT,
                  new Secret(IdentityServer.SECRET),
                  List.of("openid"),
                  "sub",
                  List.of("roles")),
              URI.create("https://cloud.example"),
              new JsonDocuments(requests),
              refusal -> {},
              Clock.systemUTC());
      provider.findByRegistrationId(HostProvider.ID);
      return provider.endSession();
    }
  }
}
