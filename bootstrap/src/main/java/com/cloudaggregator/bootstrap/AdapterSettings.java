package com.cloudaggregator.bootstrap;

import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.configuration.Settings.Database;
import com.cloudaggregator.bootstrap.demo.DemoSignIn;
import com.cloudaggregator.bootstrap.security.ApplicationSecurity;
import com.cloudaggregator.bootstrap.security.ProblemWriter;
import com.cloudaggregator.oauth.OAuthAdapter;
import com.cloudaggregator.oauth.OAuthAdapter.Key;
import com.cloudaggregator.oauth.OAuthAdapter.KeyRing;
import com.cloudaggregator.oauth.OAuthAdapter.ProviderSettings;
import com.cloudaggregator.persistence.PersistenceAdapter;
import com.cloudaggregator.web.WebAdapter;
import com.cloudaggregator.web.WebAdapter.SignInOption;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What each adapter is told, out of what the operator configured. */
@Configuration(proxyBeanMethods = false)
class AdapterSettings {
  /** The runtime role of the demo's embedded database. */
  private static final String DEMO_ROLE = "cloud_aggregator_app";

  /** With two seconds for a connection these keep every answer of the database within three seconds. */
  private static final Duration LOCK_TIMEOUT = Duration.ofMillis(800);

  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(1);

  @Bean
  PersistenceAdapter.Settings persistenceSettings(Settings settings, Environment environment) {
    String role = settings.database() == Database.EMBEDDED
        ? DEMO_ROLE
        : environment.getRequiredProperty("spring.datasource.username");
    return new PersistenceAdapter.Settings(role, LOCK_TIMEOUT, STATEMENT_TIMEOUT);
  }

  @Bean
  OAuthAdapter.Settings oauthSettings(Settings settings, Environment environment) {
    Map<String, ProviderSettings> providers = new LinkedHashMap<>();
    for (String id : settings.providers()) {
      providers.put(
          id, Binder.get(environment).bind("cloud-aggregator.providers." + id, ProviderSettings.class).get());
    }
    return new OAuthAdapter.Settings(
        settings.publicUrl(),
        providers,
        ring(settings.keys().vault()),
        ring(settings.keys().transfer()),
        ring(settings.keys().flow()),
        settings.webhook()
            .map(webhook -> new OAuthAdapter.Webhook(webhook.url(), webhook.secrets()))
            .orElse(null),
        settings.allowInsecureLoopback());
  }

  @Bean
  WebAdapter.Settings webSettings(
      Settings settings, OAuthAdapter.Settings providers, ObjectProvider<DemoSignIn> demo) {
    return new WebAdapter.Settings(
        settings.publicUrl(),
        settings.frontendUrl(),
        settings.appName(),
        Stream.concat(
                demo.stream()
                    .flatMap(signIn -> signIn.options().stream())
                    .map(option ->
                        new SignInOption(option.name(), option.description(), option.action(), option.fields())),
                settings.signIn().stream()
                    .map(signIn -> new SignInOption(signIn.name(), "", ApplicationSecurity.SIGN_IN, Map.of())))
            .toList(),
        settings.demo() ? Optional.of("demo.banner") : Optional.empty(),
        Stream.concat(
                providers.providers().values().stream().flatMap(AdapterSettings::authorizationOrigin),
                ApplicationSecurity.signOutOrigin(settings).stream())
            .distinct()
            .toList(),
        settings.apiDocs());
  }

  @Bean
  ProblemWriter problemWriter(WebAdapter.Problems problems) {
    return problems::write;
  }

  /** Where a form of ours may lead: to the provider's authorization endpoint, known or still to be read. */
  private static Stream<String> authorizationOrigin(ProviderSettings provider) {
    return Stream.of(
            Optional.ofNullable(provider.authorizationUri()),
            Optional.ofNullable(provider.issuer()).filter(issuer -> !issuer.contains("{")).map(URI::create))
        .flatMap(Optional::stream)
        .limit(1)
        .map(uri -> uri.getScheme() + "://" + Objects.requireNonNull(uri.getRawAuthority()));
  }

  private static KeyRing ring(List<Settings.Key> keys) {
    return new KeyRing(keys.stream().map(key -> new Key(key.id(), key.secret())).toList());
  }
}
