package com.cloudaggregator.oauth.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
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
  public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
    return create(uri, method, limits.total());
  }

  /** A request with a shorter deadline; the limits stay the upper bound. */
  ClientHttpRequest create(URI uri, HttpMethod method, Duration within) {
    if (!permits(uri, limits.insecureLoopback())) {
      throw new IllegalArgumentException("The address must be https");
    }
    return new BoundedRequest(
        uri, method, within.compareTo(limits.total()) < 0 ? within : limits.total());
  }

  /** A client with a shorter deadline, which sends and receives bytes. */
  public RestClient client(Duration within) {
    return RestClient.builder()
        .requestFactory((uri, method) -> create(uri, method, within))
        .configureMessageConverters(
            converters ->
                converters
                    .disableDefaults()
                    .addCustomConverter(new ByteArrayHttpMessageConverter()))
        .build();
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
   * Uses the JDK's client itself, because Spring's request factory creates exceptions in each call.
   *
   * @see "docs/decisions/0071"
   */
  private final class BoundedRequest extends AbstractClientHttpRequest {
    private final URI uri;
    private final HttpMethod method;
    private final Duration deadline;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    BoundedRequest(URI uri, HttpMethod method, Duration deadline) {
      this.uri = uri;
      this.method = method;
      this.deadline = deadline;
    }

    @Override
    public HttpMethod getMethod() {
      return method;
    }

    @Override
    public URI getURI() {
      return uri;
    }

    @Override
    protected OutputStream getBodyInternal(HttpHeaders headers) {
      return body;
    }

    /** An answer whose body fails still has a status. */
    @Override
    protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
      AtomicReference<HttpResponse.ResponseInfo> begun = new AtomicReference<>();
      CompletableFuture<HttpResponse<byte[]>> sent =
          client.sendAsync(
              toRequest(headers),
              answer -> {
                begun.set(answer);
                return new CappedBody(limits.maxBytes());
              });
      try {
        byte[] read = sent.get(deadline.toNanos(), TimeUnit.NANOSECONDS).body();
        return new Answered(begun.get(), read, null);
      } catch (ExecutionException e) {
        return failed(
            begun.get(),
            e.getCause() instanceof IOException failure
                ? failure
                : new IOException("The call failed", e.getCause()));
      } catch (TimeoutException e) {
        sent.cancel(true);
        return failed(begun.get(), new HttpTimeoutException("The answer is not complete in time"));
      } catch (InterruptedException e) {
        sent.cancel(true);
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("Interrupted");
      }
    }

    private static Answered failed(HttpResponse.@Nullable ResponseInfo begun, IOException failure)
        throws IOException {
      if (begun == null) {
        throw failure;
      }
      return new Answered(begun, new byte[0], failure);
    }

    private HttpRequest toRequest(HttpHeaders headers) {
      var request =
          HttpRequest.newBuilder(uri)
              .method(
                  method.name(),
                  body.size() == 0
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
      headers.forEach(
          (name, values) -> {
            // The client counts the body itself.
            if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
              values.forEach(value -> request.header(name, value));
            }
          });
      return request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity").build();
    }
  }

  /** Keeps the bytes up to the cap, and breaks the connection off at the next one. */
  private static final class CappedBody implements HttpResponse.BodySubscriber<byte[]> {
    private final int maxBytes;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    CappedBody(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
      for (ByteBuffer part : parts) {
        if (body.isDone()) {
          return;
        }
        if (part.remaining() > maxBytes - read.size()) {
          Objects.requireNonNull(subscription).cancel();
          body.completeExceptionally(new TooLongException(maxBytes));
          return;
        }
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        read.writeBytes(bytes);
      }
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      body.complete(read.toByteArray());
    }
  }

  private static final class Answered implements ClientHttpResponse {
    private final HttpResponse.ResponseInfo begun;
    private final byte[] read;
    private final @Nullable IOException failure;

    /**
     * @param failure why the body is not complete; null if it is
     */
    Answered(HttpResponse.ResponseInfo begun, byte[] read, @Nullable IOException failure) {
      this.begun = begun;
      this.read = read;
      this.failure = failure;
    }

    @Override
    public HttpStatusCode getStatusCode() {
      return HttpStatusCode.valueOf(begun.statusCode());
    }

    @Override
    public String getStatusText() {
      return "";
    }

    @Override
    public HttpHeaders getHeaders() {
      HttpHeaders headers = new HttpHeaders();
      begun.headers().map().forEach(headers::addAll);
      return headers;
    }

    @Override
    public InputStream getBody() throws IOException {
      if (failure != null) {
        throw failure;
      }
      return new ByteArrayInputStream(read);
    }

    @Override
    public void close() {
      // The body has been read, or the connection broken off.
    }
  }
}
