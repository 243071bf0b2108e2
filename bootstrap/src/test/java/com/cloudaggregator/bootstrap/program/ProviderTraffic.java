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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** Sits on the wire between the program and the providers: how often they were asked, and what they gave out. */
final class ProviderTraffic implements Filter {
  private static final Pattern TOKEN = Pattern.compile("\"(?:access_token|refresh_token|id_token)\":\"([^\"]+)\"");

  private final AtomicInteger tokenCalls = new AtomicInteger();
  private final List<String> issuedTokens = new CopyOnWriteArrayList<>();

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!((HttpServletRequest) request).getRequestURI().matches("/demo/providers/\\w+/token")) {
      chain.doFilter(request, response);
      return;
    }
    tokenCalls.incrementAndGet();
    ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper((HttpServletResponse) response);
    chain.doFilter(request, answer);
    Matcher token = TOKEN.matcher(new String(answer.getContentAsByteArray(), StandardCharsets.UTF_8));
    while (token.find()) {
      issuedTokens.add(token.group(1));
    }
    answer.copyBodyToResponse();
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
