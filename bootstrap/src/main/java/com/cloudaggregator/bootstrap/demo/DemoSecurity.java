package com.cloudaggregator.bootstrap.demo;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.savedrequest.NullRequestCache;

/**
 * The filter chains of the demo's paths, which come before the program's own. The demo providers
 * stand for other servers: they have no session of this program, and their consent form carries a
 * one-time ticket instead of a CSRF token. The demo sign-in belongs to the program and requires the
 * CSRF token of the login page.
 */
@Configuration(proxyBeanMethods = false)
class DemoSecurity {
  static final String PROVIDERS = "/demo/providers/**";
  static final String ALL = "/demo/**";

  @Bean
  @Order(0)
  SecurityFilterChain demoProvidersChain(HttpSecurity http) {
    return http.securityMatcher(PROVIDERS)
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .csrf(csrf -> csrf.disable())
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(cache -> cache.requestCache(new NullRequestCache()))
        .logout(logout -> logout.disable())
        .build();
  }

  @Bean
  @Order(1)
  SecurityFilterChain demoChain(
      HttpSecurity http, SecurityContextRepository sessions, CsrfTokenRepository csrfTokens) {
    return http.securityMatcher(ALL)
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .securityContext(users -> users.securityContextRepository(sessions))
        .csrf(csrf -> csrf.csrfTokenRepository(csrfTokens))
        .requestCache(cache -> cache.requestCache(new NullRequestCache()))
        .logout(logout -> logout.disable())
        .build();
  }
}
