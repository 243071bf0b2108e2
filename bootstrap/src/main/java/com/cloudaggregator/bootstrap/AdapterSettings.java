package com.cloudaggregator.bootstrap;

import com.cloudaggregator.bootstrap.branding.BrandImages;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.security.ApplicationSecurity;
import com.cloudaggregator.bootstrap.security.ProblemWriter;
import com.cloudaggregator.bootstrap.security.SignInOptions;
import com.cloudaggregator.oauth.KeyRing;
import com.cloudaggregator.oauth.OAuthSettings;
import com.cloudaggregator.oauth.SymmetricKey;
import com.cloudaggregator.oauth.WebhookSettings;
import com.cloudaggregator.persistence.PersistenceAdapter;
import com.cloudaggregator.web.AccentColor;
import com.cloudaggregator.web.Branding;
import com.cloudaggregator.web.Problems;
import com.cloudaggregator.web.SignInOption;
import com.cloudaggregator.web.WebSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** The settings of each adapter, from the operator's configuration. */
@Configuration(proxyBeanMethods = false)
class AdapterSettings {
  /** With two seconds to get a connection, these keep each database call within three seconds. */
  private static final Duration LOCK_TIMEOUT = Duration.ofMillis(800);

  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(1);

  @Bean
  PersistenceAdapter.Settings persistenceSettings(
      JdbcConnectionDetails connection, ServerProperties server, Settings settings) {
    return new PersistenceAdapter.Settings(
        Objects.requireNonNull(connection.getUsername()),
        LOCK_TIMEOUT,
        STATEMENT_TIMEOUT,
        Objects.requireNonNull(server.getServlet().getSession().getTimeout()),
        settings.sessions().maxLifetime());
  }

  @Bean
  OAuthSettings oauthSettings(Settings settings) {
    var webhook = settings.webhook();
    return new OAuthSettings(
        settings.publicUrl(),
        settings.providers(),
        ring(settings.keys().vault()),
        ring(settings.keys().transfer()),
        ring(settings.keys().flow()),
        webhook.url() == null ? null : new WebhookSettings(webhook.url(), webhook.secret()),
        settings.allowInsecureLoopback());
  }

  @Bean
  WebSettings webSettings(
      Settings settings, Environment environment, ObjectProvider<SignInOptions> signIn) {
    return new WebSettings(
        settings.publicUrl(),
        settings.frontendUrl(),
        settings.appName(),
        signIn.orderedStream().flatMap(source -> source.options().stream()).toList(),
        environment.acceptsProfiles(Profiles.of("demo"))
            ? Optional.of("demo.banner")
            : Optional.empty(),
        settings.apiDocs().enabled(),
        branding(settings.branding()));
  }

  private static Branding branding(Settings.Branding branding) {
    return new Branding(
        branding.accentColor() == null ? null : new AccentColor(branding.accentColor()),
        branding.support(),
        branding.helpUrl(),
        branding.privacyUrl(),
        BrandImages.read(branding.directory()).images());
  }

  @Bean
  SignInOptions hostSignIn(Settings settings) {
    return () ->
        Optional.ofNullable(settings.signIn()).stream()
            .map(
                signIn ->
                    new SignInOption(signIn.name(), "", ApplicationSecurity.SIGN_IN, Map.of()))
            .toList();
  }

  @Bean
  ProblemWriter problemWriter(Problems problems) {
    return problems::write;
  }

  private static KeyRing ring(List<Settings.Key> keys) {
    return new KeyRing(keys.stream().map(key -> new SymmetricKey(key.id(), key.secret())).toList());
  }
}
