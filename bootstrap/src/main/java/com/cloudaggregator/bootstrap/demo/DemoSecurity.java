package com.cloudaggregator.bootstrap.demo;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.savedrequest.NullRequestCache;

/**
 * The demo's paths before the program's own rules. The providers are other people's servers in play: they know no
 * session of ours, and their consent form carries a one-time ticket in place of a CSRF token. The sign-in is ours: it
 * needs the CSRF token of the login page (default repository and handler, as the program's own chain).
 */
@Configuration(proxyBeanMethods = false)
class DemoSecurity {
  static final String PROVIDERS = "/demo/providers/**";
  static final String ALL = "/demo/**";

  @Bean
  @Order(0)
  SecurityFilterChain demoProvidersChain(HttpSecurity http) {
    return http
        .securityMatcher(PROVIDERS)
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .csrf(csrf -> csrf.disable())
        .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(cache -> cache.requestCache(new NullRequestCache()))
        .logout(logout -> logout.disable())
        .build();
  }

  @Bean
  @Order(1)
  SecurityFilterChain demoChain(HttpSecurity http) {
    return http
        .securityMatcher(ALL)
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .requestCache(cache -> cache.requestCache(new NullRequestCache()))
        .logout(logout -> logout.disable())
        .build();
  }
}
