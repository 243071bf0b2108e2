package com.cloudaggregator.bootstrap.program;

import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The webhook receiver of the host product: verifies signatures with the official library and
 * answers as the test requires.
 */
final class Receiver implements AutoCloseable {
  static final String SECRET =
      "whsec_"
          + Base64.getEncoder()
              .encodeToString("the-tests-webhook-secret-32bytes".getBytes(StandardCharsets.UTF_8));

  /** What it writes into each refusal. */
  static final String REFUSAL = "The test refuses <this>";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Delivery> received = new CopyOnWriteArrayList<>();
  private final List<String> objections = new CopyOnWriteArrayList<>();
  private final Set<String> atWork = ConcurrentHashMap.newKeySet();
  private volatile ToIntFunction<Delivery> answer = _ -> 204;

  /** A verified delivery. */
  record Delivery(String id, String body) {
    JsonNode json() {
      return JsonMapper.builder().build().readTree(body);
    }

    String type() {
      return json().get("type").asString();
    }

    String account() {
      return json().get("data").get("account_id").asString();
    }

    long epoch() {
      return json().get("data").get("epoch").asLong();
    }
  }

  Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/hook", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Map<String, List<String>> headers =
          exchange.getRequestHeaders().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      each -> each.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
      try {
        new Webhook(SECRET).verify(body, headers);
      } catch (WebhookVerificationException e) {
        objections.add("not verified: " + e.getMessage());
      }
      Delivery delivery =
          new Delivery(Objects.requireNonNull(headers.get("webhook-id")).getFirst(), body);
      if (!atWork.add(delivery.account())) {
        objections.add("two of one account at once");
      }
      received.add(delivery);
      try {
        int status = answer.applyAsInt(delivery);
        byte[] text = status < 400 ? new byte[0] : REFUSAL.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text);
      } finally {
        atWork.remove(delivery.account());
      }
    }
  }

  void answers(ToIntFunction<Delivery> how) {
    answer = how;
  }

  /** All deliveries in the order of their arrival. */
  List<Delivery> received() {
    return List.copyOf(received);
  }

  List<Delivery> receivedOf(String account) {
    return received.stream().filter(delivery -> delivery.account().equals(account)).toList();
  }

  List<String> objections() {
    return List.copyOf(objections);
  }

  void hasReceived(int number) {
    await().atMost(Duration.ofSeconds(30)).until(() -> received.size() >= number);
  }

  void forget() {
    received.clear();
    answer = _ -> 204;
  }

  /** The arguments that configure the program for this receiver. */
  String[] configuration() {
    return new String[] {
      "cloud-aggregator.webhook.url="
          + URI.create("http://localhost:" + server.getAddress().getPort() + "/hook"),
      "cloud-aggregator.webhook.secret=" + SECRET
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
