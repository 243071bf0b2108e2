package com.cloudaggregator.bootstrap.installation;

import com.cloudaggregator.application.installation.Finding;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.credential.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls the running program like an operator's client: GET only, no redirects, at most 10 s and 1
 * MiB per answer.
 */
final class RunningProgram {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 1 << 20;
  private static final int OK = 200;

  private final URI base;
  private final URI management;
  private final @Nullable Secret token;
  private final JsonMapper json = JsonMapper.builder().build();

  /**
   * @param token an operator's token; null if none was given
   */
  RunningProgram(URI base, URI management, @Nullable Secret token) {
    this.base = base;
    this.management = management;
    this.token = token;
  }

  /** An HTTP status and body; status 0 and the reason if there was no answer. */
  private record Response(int status, String body) {}

  List<Finding> findings() {
    return List.of(verification(), metrics());
  }

  private Finding verification() {
    if (token == null) {
      return Finding.notChecked(
          "running program", "no operator token: set OPERATOR_TOKEN or --operator-token-file=…");
    }
    Response answer = get(base.resolve("/ops/verification"), token);
    if (answer.status() != OK) {
      return Finding.of(
          "running program",
          false,
          base + "/ops/verification answered " + describe(answer),
          switch (answer.status()) {
            case 401 ->
                "The token has expired or is not valid for this installation. Use a new one";
            case 403 -> "The token has to have the role operator, in its claim role or roles";
            default ->
                "Check that the program is running there, or set its address with --program-url=…";
          });
    }
    Optional<JsonNode> criteria =
        read(answer).map(report -> report.path("criteria")).filter(rows -> !rows.isEmpty());
    if (criteria.isEmpty()) {
      return Finding.of(
          "running program",
          false,
          base + " does not answer as this program does",
          "Check that this program is running there, or set its address with --program-url=…");
    }
    List<String> violated = having(criteria.get(), "violated");
    return Finding.of(
        "running program",
        violated.isEmpty(),
        criteria.get().size()
            + " criteria: "
            + having(criteria.get(), "proven").size()
            + " proven, "
            + having(criteria.get(), "not_seen_yet").size()
            + " not seen yet, violated: "
            + (violated.isEmpty() ? "none" : String.join(", ", violated)),
        "Open /ops/verification and follow the instructions of the violated rows");
  }

  private static List<String> having(JsonNode criteria, String verdict) {
    return criteria
        .valueStream()
        .filter(row -> row.path("verdict").asString("").equals(verdict))
        .map(row -> row.path("id").asString(""))
        .toList();
  }

  private Finding metrics() {
    URI address = management.resolve("/actuator/prometheus");
    Response answer = get(address, null);
    return answer.status() == OK
        ? Finding.fine("metrics", address + " answers")
        : Finding.notChecked(
            "metrics",
            address
                + " answered "
                + describe(answer)
                + "; run this where the management port can be reached, with --management-url=…");
  }

  /** The first account of {@code /ops/accounts}; empty if there is none or the call failed. */
  Optional<ProviderAccountId> anyConnected() {
    if (token == null) {
      return Optional.empty();
    }
    return read(get(base.resolve("/ops/accounts?status=connected&limit=1"), token))
        .map(page -> page.path("accounts").path(0))
        .filter(JsonNode::isObject)
        .map(
            account ->
                ProviderAccountId.of(
                    account.path("provider").asString(""),
                    account.path("provider_account_id").asString("")));
  }

  private Optional<JsonNode> read(Response answer) {
    try {
      return answer.status() == OK ? Optional.of(json.readTree(answer.body())) : Optional.empty();
    } catch (JacksonException notOurs) {
      return Optional.empty();
    }
  }

  private static String describe(Response answer) {
    return answer.status() == 0
        ? "not at all (" + answer.body() + ")"
        : Integer.toString(answer.status());
  }

  private static Response get(URI address, @Nullable Secret token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("Accept", "application/json, text/plain;q=0.9")
            .GET();
    if (token != null) {
      request.header("Authorization", "Bearer " + token.reveal());
    }
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build()) {
      HttpResponse<String> answer =
          client.send(request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES));
      return new Response(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return new Response(0, e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Response(0, "interrupted");
    }
  }
}
