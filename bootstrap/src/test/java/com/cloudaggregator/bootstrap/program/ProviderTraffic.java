package com.cloudaggregator.bootstrap.program;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** Records the calls to the demo providers and the secrets that they issue. */
final class ProviderTraffic implements Filter {
  /**
   * Marks log lines of a provider, which runs in the same process but stands for another server.
   */
  static final String AT_THE_PROVIDER = "at-the-provider";

  private static final Pattern TOKEN =
      Pattern.compile("\"(?:access_token|refresh_token|id_token)\":\"([^\"]+)\"");

  private final AtomicBoolean losing = new AtomicBoolean();
  private final AtomicInteger tokenCalls = new AtomicInteger();
  private final List<String> issuedTokens = new CopyOnWriteArrayList<>();

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = ((HttpServletRequest) request).getRequestURI();
    if (!path.startsWith("/demo/providers/")) {
      chain.doFilter(request, response);
      return;
    }
    try (MDC.MDCCloseable elsewhere = MDC.putCloseable(AT_THE_PROVIDER, path)) {
      if (path.endsWith("/token")) {
        token(request, response, chain);
      } else {
        chain.doFilter(request, response);
      }
    }
  }

  private void token(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    tokenCalls.incrementAndGet();
    ContentCachingResponseWrapper answer =
        new ContentCachingResponseWrapper((HttpServletResponse) response);
    chain.doFilter(request, answer);
    Matcher token =
        TOKEN.matcher(new String(answer.getContentAsByteArray(), StandardCharsets.UTF_8));
    while (token.find()) {
      issuedTokens.add(token.group(1));
    }
    if (losing.getAndSet(false)) {
      // Like a proxy that lost the connection: the provider has processed the request.
      ((HttpServletResponse) response).setStatus(HttpServletResponse.SC_BAD_GATEWAY);
      return;
    }
    answer.copyBodyToResponse();
  }

  /** Discards the next answer of the token endpoint. */
  void loseTheNextAnswer() {
    losing.set(true);
  }

  int tokenCalls() {
    return tokenCalls.get();
  }

  List<String> issuedTokens() {
    return List.copyOf(issuedTokens);
  }

  void forget() {
    tokenCalls.set(0);
    issuedTokens.clear();
  }
}
