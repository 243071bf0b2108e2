package com.cloudaggregator.oauth.provider;

import com.cloudaggregator.application.provider.Providers.StorageResult;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.oauth.ProviderSettings;
import com.cloudaggregator.oauth.Quirk;
import com.cloudaggregator.oauth.http.Answer;
import com.cloudaggregator.oauth.http.HttpGateway;
import com.cloudaggregator.oauth.http.Json;
import com.cloudaggregator.oauth.token.ClientRequests;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads used and total bytes of an account. These calls take three quarters of the places at the
 * provider at most, so that they never keep a code from being exchanged or a token from being
 * refreshed.
 */
final class StorageQuota {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
  private static final List<String> NO_DRIVE =
      List.of("spo license", "mysite not found", "user's mysite");

  private final ProviderSettings settings;
  private final HttpGateway gateway;
  private final Semaphore places;
  private final Clock clock;

  StorageQuota(ProviderSettings settings, HttpGateway gateway, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.gateway = gateway;
    this.places = new Semaphore(Math.max(1, settings.maxConcurrentCalls() * 3 / 4));
  }

  StorageResult read(Secret accessToken, Duration within) {
    URI address = settings.storageUri();
    String usedPointer = settings.storageUsedPointer();
    if (address == null || usedPointer == null) {
      return new StorageResult.NotReported();
    }
    Instant deadline = clock.instant().plus(within);
    if (!takePlace(within)) {
      return new StorageResult.StorageUnavailable();
    }
    try {
      return read(address, usedPointer, accessToken, Duration.between(clock.instant(), deadline));
    } finally {
      places.release();
    }
  }

  /** Waits no longer than for any call to the provider. */
  private boolean takePlace(Duration within) {
    Duration connect = settings.connectTimeout();
    Duration wait = connect.compareTo(within) < 0 ? connect : within;
    try {
      return places.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private StorageResult read(URI address, String usedPointer, Secret accessToken, Duration within) {
    return switch (gateway.send(
        ClientRequests.bearer(settings.storageMethod(), address, accessToken), within)) {
      case Answer.Success(var body) -> {
        Long used = bytes(body, usedPointer);
        yield used == null
            ? new StorageResult.StorageUnavailable()
            : new StorageResult.Measured(used, total(body));
      }
      case Answer.Refused(var status, _) when status == 401 -> new StorageResult.TokenRefused();
      case Answer.Refused(_, var body) when body != null && hasNoDrive(body) ->
          new StorageResult.NoStorage();
      case Answer.Refused _, Answer.Unavailable _, Answer.Malformed _ ->
          new StorageResult.StorageUnavailable();
    };
  }

  /**
   * Whether Microsoft Graph says that there is no OneDrive: the organization has no license for
   * SharePoint Online, or the user's site was never created (<a
   * href="https://learn.microsoft.com/en-us/graph/api/drive-get#error-response">Get drive</a>, <a
   * href="https://learn.microsoft.com/en-us/onedrive/developer/rest-api/concepts/errors">OneDrive
   * errors</a>).
   */
  private boolean hasNoDrive(JsonNode body) {
    if (!settings.has(Quirk.MICROSOFT_ERROR_CODES)) {
      return false;
    }
    String message = Json.text(Json.at(body, "/error/message"));
    String words = message == null ? "" : message.toLowerCase(Locale.ROOT);
    return NO_DRIVE.stream().anyMatch(words::contains);
  }

  /** Some providers report a total of 0 where there is no limit. */
  private @Nullable Long total(JsonNode body) {
    String pointer = settings.storageTotalPointer();
    boolean isShared =
        settings.has(Quirk.DROPBOX_TEAM_SPACE_IS_SHARED)
            && "team".equals(Json.text(Json.at(body, "/allocation/.tag")));
    Long total = pointer == null || isShared ? null : bytes(body, pointer);
    return total == null || total == 0 ? null : total;
  }

  /** A number, rounded down, or digits in a string; null for anything else. */
  private static @Nullable Long bytes(JsonNode body, String pointer) {
    JsonNode node = Json.at(body, pointer);
    String text = Json.text(node);
    if (text != null) {
      return DIGITS.matcher(text).matches() ? Long.valueOf(text) : null;
    }
    // Box writes large numbers with an exponent.
    Long number =
        node.isFloatingPointNumber() ? Long.valueOf((long) node.doubleValue()) : Json.number(node);
    return number == null || number < 0 || number == Long.MAX_VALUE ? null : number;
  }
}
