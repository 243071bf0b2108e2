package com.cloudaggregator.oauth.provider;

import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.RefusalReporter.Step;
import com.cloudaggregator.oauth.http.BoundedRequests;
import com.cloudaggregator.oauth.http.Json;
import com.cloudaggregator.oauth.http.JsonDocuments;
import com.cloudaggregator.oauth.openid.Issuer;
import com.cloudaggregator.oauth.openid.KeySet;
import com.cloudaggregator.oauth.openid.RemoteValue;
import com.cloudaggregator.oauth.token.ProviderRefusals;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The endpoints and the keys of one provider. */
final class ProviderMetadata {
  private static final KeySet.Times KEYS =
      new KeySet.Times(Duration.ofHours(1), Duration.ofSeconds(30), Duration.ofDays(1));

  private final ProviderSettings settings;
  private final BoundedRequests requests;
  private final JsonDocuments documents;
  private final ProviderRefusals refusals;
  private final RemoteValue<Endpoints> endpoints;
  private final KeySet keys;

  /** Whether the document that was read last does not fit the configuration. */
  private volatile boolean unusable;

  ProviderMetadata(
      ProviderSettings settings, BoundedRequests requests, ProviderRefusals refusals, Clock clock) {
    this.settings = settings;
    this.requests = requests;
    this.documents = new JsonDocuments(requests);
    this.refusals = refusals;
    this.endpoints =
        new RemoteValue<>(
            within -> Endpoints.configured(settings).or(() -> discover(within)), clock);
    this.keys = new KeySet(this::readKeys, KEYS, clock);
  }

  /**
   * @return empty if they cannot be read within this time
   */
  Optional<Endpoints> endpoints(Duration within) {
    return endpoints.get(within);
  }

  Optional<Endpoints> endpoints() {
    return endpoints.get(requests.limits().longest());
  }

  /** Needs no metadata if the address is configured. */
  Optional<URI> tokenEndpoint(Duration within) {
    return Optional.ofNullable(settings.tokenUri())
        .or(() -> endpoints(within).map(Endpoints::token));
  }

  /** Whether a response without {@code iss} is refused, as far as is known without a call. */
  boolean mustNameIssuer() {
    return endpoints.peek().map(Endpoints::issuerInResponse).orElse(false);
  }

  /** Whether the metadata was read and does not fit the configuration. */
  boolean isUnusable() {
    return unusable;
  }

  KeySet keys() {
    return keys;
  }

  private Optional<Endpoints> discover(Duration within) {
    String issuer = settings.issuer();
    if (issuer == null) {
      return Optional.empty();
    }
    JsonNode metadata;
    try {
      metadata = documents.read(new Issuer(issuer).metadata(), within);
    } catch (JsonDocuments.UnreadableException e) {
      unusable = false;
      refusals.refused(Step.METADATA, e.reason());
      return Optional.empty();
    }
    Optional<Endpoints> discovered = fitting(issuer, metadata);
    unusable = discovered.isEmpty();
    return discovered;
  }

  private Optional<Endpoints> fitting(String issuer, JsonNode metadata) {
    if (!issuer.equals(Json.text(metadata, "issuer"))) {
      refusals.refused(Step.METADATA, "it names another issuer than the configured one");
      return Optional.empty();
    }
    Optional<Endpoints> discovered = Endpoints.discovered(settings, metadata);
    if (discovered.isEmpty()) {
      refusals.refused(Step.METADATA, "an endpoint that is needed is missing");
      return Optional.empty();
    }
    if (!discovered
        .get()
        .all()
        .allMatch(uri -> BoundedRequests.permits(uri, requests.limits().insecureLoopback()))) {
      refusals.refused(Step.METADATA, "an endpoint is not https");
      return Optional.empty();
    }
    return discovered;
  }

  private JsonNode readKeys() throws IOException {
    URI address =
        endpoints().map(Endpoints::keys).orElseThrow(() -> new IOException("No key set is known"));
    try {
      return documents.read(address, requests.limits().total());
    } catch (JsonDocuments.UnreadableException e) {
      refusals.refused(Step.KEY_SET, e.reason());
      throw e;
    }
  }
}
