package com.cloudaggregator.bootstrap.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client with its own cookies, used by one user of the host product. It does not follow
 * redirects by itself.
 */
final class Browser {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern HIDDEN =
      Pattern.compile(
          "<input(?=[^>]*type=\"hidden\")(?=[^>]*name=\"([^\"]+)\")(?=[^>]*value=\"([^\"]*)\")[^>]*>");
  private static final Pattern ONWARD =
      Pattern.compile("http-equiv=\"refresh\" content=\"0;url=([^\"]+)\"");
  private static final Pattern ACTION = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");

  private final URI base;
  private final @Nullable String bearer;
  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  Browser(URI base, @Nullable String bearer) {
    this.base = base;
    this.bearer = bearer;
  }

  /** The same browser, led to another node. */
  Browser(URI base, @Nullable String bearer, Browser same) {
    this(base, bearer);
    same.cookies
        .getCookieStore()
        .getCookies()
        .forEach(cookie -> cookies.getCookieStore().add(base, cookie));
  }

  CookieManager cookies() {
    return cookies;
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  HttpResponse<String> post(String path, String json, String... headers) {
    return send(
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** Posts a form. */
  HttpResponse<String> submit(String path, String form, String accept) {
    return send(
        request(path, "Content-Type", "application/x-www-form-urlencoded", "Accept", accept)
            .POST(BodyPublishers.ofString(form)));
  }

  HttpResponse<String> send(String method, String path, @Nullable String contentType, String body) {
    HttpRequest.Builder request = request(path).method(method, BodyPublishers.ofString(body));
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    return send(request);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    return exchange(request.build());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request;
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      DocumentedApi.check(request, answer);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts a flow. Returns the provider's address; the binding cookie is stored. */
  URI start(String provider, String query) {
    HttpResponse<String> answer = get("/auth/" + provider + "/login-url?" + query);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          "login-url answered " + answer.statusCode() + " " + answer.body());
    }
    Matcher url = Pattern.compile("\"url\"\\s*:\\s*\"([^\"]+)\"").matcher(answer.body());
    if (!url.find()) {
      throw new IllegalStateException("No url in " + answer.body());
    }
    return URI.create(url.group(1).replace("\\/", "/"));
  }

  /**
   * Chooses an account at the provider and presses a button, without a bearer token. Returns the
   * address of the callback. The provider may skip the consent page.
   */
  URI consent(URI authorization, String account, String decision) {
    HttpResponse<String> page =
        exchange(HttpRequest.newBuilder(authorization).timeout(PATIENCE).GET().build());
    if (page.statusCode() == 303) {
      return URI.create(page.headers().firstValue("Location").orElseThrow());
    }
    Map<String, String> form = new LinkedHashMap<>();
    Matcher hidden = HIDDEN.matcher(page.body());
    while (hidden.find()) {
      form.put(unescape(hidden.group(1)), unescape(hidden.group(2)));
    }
    form.put("account", account);
    form.put("decision", decision);
    Matcher action = ACTION.matcher(page.body());
    if (!action.find()) {
      throw new IllegalStateException(
          "No form on the consent page: " + page.statusCode() + " " + page.body());
    }
    String body =
        form.entrySet().stream()
            .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
            .collect(Collectors.joining("&"));
    HttpResponse<String> answer =
        exchange(
            HttpRequest.newBuilder(authorization.resolve(unescape(action.group(1))))
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build());
    return URI.create(
        answer
            .headers()
            .firstValue("Location")
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Consent answered " + answer.statusCode() + " " + answer.body())));
  }

  /** Opens the callback like a browser: a top-level GET with cookies and without a bearer token. */
  HttpResponse<String> follow(URI location) {
    return exchange(
        HttpRequest.newBuilder(base.resolve(location.getRawPath() + "?" + location.getRawQuery()))
            .timeout(PATIENCE)
            .GET()
            .build());
  }

  /** Runs a whole flow. Returns the redirect target of the callback. */
  String connect(String provider, String account) {
    return location(follow(consent(start(provider, "mode=connect"), account, "allow")));
  }

  static String location(HttpResponse<String> answer) {
    if (answer.statusCode() != 307) {
      throw new IllegalStateException(
          "The callback answered " + answer.statusCode() + " " + answer.body());
    }
    return answer.headers().firstValue("Location").orElseThrow();
  }

  /** The address that the page opens after a form whose target is on another origin. */
  static URI onward(HttpResponse<String> answer) {
    Matcher refresh = ONWARD.matcher(answer.body());
    if (answer.statusCode() != 200 || !refresh.find()) {
      throw new IllegalStateException(
          "No page that leads on: " + answer.statusCode() + " " + answer.body());
    }
    return URI.create(unescape(refresh.group(1)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String unescape(String text) {
    return text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#61;", "=")
        .replace("&#43;", "+")
        .replace("&amp;", "&");
  }
}
