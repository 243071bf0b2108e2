package com.cloudaggregator.oauth;

import com.cloudaggregator.domain.credential.Secret;
import java.net.URI;
import java.util.List;

/**
 * The webhook of the host product.
 *
 * @param secrets in the format of Standard Webhooks, {@code whsec_} and base64; each of them signs
 */
public record WebhookSettings(URI url, List<Secret> secrets) {
  public WebhookSettings {
    secrets = List.copyOf(secrets);
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("A webhook must have a secret");
    }
  }
}
