package com.cloudaggregator.oauth.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.web.client.RestClient;

/**
 * The only way out: every call to another server goes through this factory. It calls https only,
 * follows no redirect, asks for no compression, ends the whole call at one deadline (also while a
 * body trickles in) and reads no more bytes than allowed.
 */
public final class BoundedRequests implements ClientHttpRequestFactory, AutoCloseable {
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

  private final HttpLimits limits;
  private final HttpClient client;

  public BoundedRequests(HttpLimits limits) {
    this.limits = limits;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(limits.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  public HttpLimits limits() {
    return limits;
  }

  /**
   * Whether an address may be called: https, or plain http on this machine where that is allowed.
   */
  public static boolean permits(URI address, boolean insecureLoopback) {
    String host = address.getHost();
    if (host == null
        || address.getScheme() == null
        || address.getRawUserInfo() != null
        || address.getRawFragment() != null) {
      return false;
    }
    return switch (address.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> true;
      case "http" -> insecureLoopback && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
      default -> false;
    };
  }

  /** Whether a call failed before its request was sent, so that it had no effect. */
  public static boolean isBeforeTheRequest(@Nullable Throwable failure) {
    return failure instanceof ConnectException
        || failure instanceof HttpConnectTimeoutException
        || failure instanceof SSLHandshakeException;
  }

  /**
   * @throws IllegalArgumentException if the address may not be called
   */
  @Override
  public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
    return within(limits.total()).createRequest(uri, method);
  }

  /** Requests with a shorter deadline; the limits stay the upper bound. */
  private ClientHttpRequestFactory within(Duration time) {
    var requests = new JdkClientHttpRequestFactory(client);
    // Spring ends the read of the body at this time too.
    requests.setReadTimeout(time.compareTo(limits.total()) < 0 ? time : limits.total());
    requests.enableCompression(false);
    var bounded = new InterceptingClientHttpRequestFactory(requests, List.of(this::capped));
    return (uri, method) -> {
      if (!permits(uri, limits.insecureLoopback())) {
        throw new IllegalArgumentException("The address must be https");
      }
      return bounded.createRequest(uri, method);
    };
  }

  /** A client with a shorter deadline, which sends and receives bytes. */
  public RestClient client(Duration within) {
    return RestClient.builder()
        .requestFactory(within(within))
        .configureMessageConverters(
            converters ->
                converters
                    .disableDefaults()
                    .addCustomConverter(new ByteArrayHttpMessageConverter()))
        .build();
  }

  private ClientHttpResponse capped(
      HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws IOException {
    request.getHeaders().set(HttpHeaders.ACCEPT_ENCODING, "identity");
    return new CappedResponse(execution.execute(request, body), limits.maxBytes());
  }

  /** Ends the calls that are in progress. */
  @Override
  public void close() {
    client.shutdownNow();
  }

  /** The body of an answer was longer than allowed. */
  public static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException(int maxBytes) {
      super("The response is longer than " + maxBytes + " bytes");
    }
  }

  /**
   * Reads the body on demand, up to the cap, and closes the connection of a body that was not read
   * to its end.
   */
  private static final class CappedResponse implements ClientHttpResponse {
    private final ClientHttpResponse response;
    private final int maxBytes;
    private byte @Nullable [] read;

    CappedResponse(ClientHttpResponse response, int maxBytes) {
      this.response = response;
      this.maxBytes = maxBytes;
    }

    @Override
    public HttpStatusCode getStatusCode() throws IOException {
      return response.getStatusCode();
    }

    @Override
    public String getStatusText() throws IOException {
      return response.getStatusText();
    }

    @Override
    public HttpHeaders getHeaders() {
      return response.getHeaders();
    }

    @Override
    public InputStream getBody() throws IOException {
      if (read == null) {
        byte[] bytes = response.getBody().readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
          throw new TooLongException(maxBytes);
        }
        read = bytes;
      }
      return new ByteArrayInputStream(read);
    }

    @Override
    public void close() {
      try {
        // Before the response itself, which would read the rest of the body first.
        response.getBody().close();
      } catch (IOException e) {
        // The connection is gone already.
      }
      response.close();
    }
  }
}
