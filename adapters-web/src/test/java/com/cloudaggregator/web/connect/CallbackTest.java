package com.cloudaggregator.web.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.account.CloudAccounts.RenewResult;
import com.cloudaggregator.application.connect.AuthorizationStates.StateUse;
import com.cloudaggregator.application.connect.ConnectMode;
import com.cloudaggregator.application.connect.StateHash;
import com.cloudaggregator.application.provider.Providers.ExchangeResult;
import com.cloudaggregator.application.provider.Providers.IssuerCheck;
import com.cloudaggregator.application.provider.Refusal;
import com.cloudaggregator.application.transfer.TransferRequests.OfferResult;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.credential.RefusalCategory;
import com.cloudaggregator.domain.event.StoreFault.Kind;
import com.cloudaggregator.webtest.ScriptedPorts;
import com.cloudaggregator.webtest.TestWeb;
import jakarta.servlet.http.Cookie;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

class CallbackTest {
  private static final String COOKIE =
      "__Host-cloud-aggregator-flow-" + StateHash.of(ScriptedPorts.STATE).flowName();
  private static final String ANSWER = "code=the-code&state=" + ScriptedPorts.STATE.reveal();

  private final TestWeb web = new TestWeb();

  @Test
  void redirectsToSuccessWithoutCachingOrReferrer() {
    MvcTestResult answer = callback(ANSWER, TestWeb.bob());

    assertThat(answer)
        .hasStatus(307)
        .hasHeader("Location", app("connection=success&provider=onedrive"));
    assertThat(answer)
        .hasHeader("Cache-Control", "no-store")
        .hasHeader("Referrer-Policy", "no-referrer");
    assertThat(answer).bodyText().isEmpty();
  }

  @Test
  void alwaysDeletesTheCookieOfTheFlow() {
    for (String query :
        List.of(ANSWER, "error=access_denied&state=" + ScriptedPorts.STATE.reveal())) {
      assertThat(callback(query, null).getResponse().getHeaders("Set-Cookie"))
          .singleElement()
          .asString()
          .startsWith(COOKIE + "=;")
          .contains("Max-Age=0", "Secure", "HttpOnly", "SameSite=Lax", "Path=/");
    }
  }

  @Test
  void putsTheTransferTokenIntoTheFragmentOnly() {
    web.ports.claim = ScriptedPorts::duplicate;

    String location = location(callback(ANSWER, null));

    assertThat(location)
        .isEqualTo(
            app("error=ownership_conflict&provider=onedrive")
                + "#transfer_token="
                + ScriptedPorts.TOKEN.reveal());
    assertThat(URI.create(location).getQuery()).doesNotContain("token");
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void redirectsWithTheCodeOfEachError(String code, Consumer<ScriptedPorts> script) {
    script.accept(web.ports);

    assertThat(location(callback(ANSWER, null)))
        .isEqualTo(app("error=" + code + "&provider=onedrive"));
  }

  static Stream<Arguments> refusals() {
    return Map.<String, Consumer<ScriptedPorts>>ofEntries(
            Map.entry("invalid_state", ports -> ports.flow = Optional.empty()),
            Map.entry(
                "provider_unavailable",
                ports -> ports.exchange = ExchangeResult.ExchangeUnavailable::new),
            Map.entry(
                "token_exchange_failed", ports -> ports.exchange = ExchangeResult.CodeRefused::new),
            Map.entry(
                "identity_invalid", ports -> ports.exchange = ExchangeResult.IdentityInvalid::new),
            Map.entry(
                "userinfo_failed", ports -> ports.exchange = ExchangeResult.UserInfoRefused::new),
            Map.entry(
                "insufficient_scope",
                ports -> ports.exchange = ExchangeResult.ScopeInsufficient::new),
            Map.entry(
                "account_mismatch",
                ports ->
                    ports.flow =
                        Optional.of(
                            ScriptedPorts.flow(
                                ScriptedPorts.BOB,
                                new ConnectMode.Reconnect(
                                    ScriptedPorts.ACCOUNT,
                                    ProviderAccountId.of("onedrive", "another"))))),
            Map.entry(
                "missing_refresh_token",
                ports ->
                    ports.exchange =
                        () ->
                            new ExchangeResult.Identified(
                                ScriptedPorts.DRIVE,
                                ScriptedPorts.LABEL,
                                ScriptedPorts.credentials(null))),
            Map.entry(
                "rate_limited",
                ports -> {
                  ports.claim = ScriptedPorts::duplicate;
                  ports.offer = OfferResult.TooManyOffers::new;
                }),
            Map.entry(
                "database_query_failed",
                ports -> {
                  ports.claim = ScriptedPorts::duplicate;
                  ports.found =
                      () -> {
                        throw ScriptedPorts.fault(Kind.FAILED);
                      };
                }),
            Map.entry(
                "database_inconsistency",
                ports -> {
                  ports.claim = ScriptedPorts::duplicate;
                  ports.found = Optional::empty;
                }),
            Map.entry(
                "database_unavailable",
                ports ->
                    ports.claim =
                        () -> {
                          throw ScriptedPorts.fault(Kind.UNAVAILABLE);
                        }),
            Map.entry(
                "database_error",
                ports ->
                    ports.claim =
                        () -> {
                          throw ScriptedPorts.fault(Kind.OTHER_UNIQUE_CONSTRAINT);
                        }))
        .entrySet()
        .stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "access_denied",
        "server_error:provider_unavailable",
        "%3Cscript%3E:provider_error"
      })
  void mapsAnErrorOfTheProviderToOurCode(String sentAndCode) {
    String[] words = sentAndCode.split(":");

    assertThat(
            location(
                callback("error=" + words[0] + "&state=" + ScriptedPorts.STATE.reveal(), null)))
        .isEqualTo(app("error=" + words[words.length - 1] + "&provider=onedrive"));
  }

  @Test
  void saysWhyAccessWasDenied() {
    assertThat(
            location(
                callback(
                    "error=access_denied&error_description=declined&state="
                        + ScriptedPorts.STATE.reveal(),
                    null)))
        .isEqualTo(app("error=access_denied&provider=onedrive&reason=declined"));
  }

  @Test
  void redirectsWithTheCodeOfARefusedClient() {
    web.ports.exchange =
        () -> new ExchangeResult.AccessRefused(new Refusal(RefusalCategory.CONFIGURATION, null));

    assertThat(location(callback(ANSWER, null)))
        .isEqualTo(app("error=token_exchange_failed&provider=onedrive"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&x=%",
        "&x=%ZZ",
        "&x=%ff",
        "&%zz=1",
        "&error_description=acc%E8s",
        "&error_description=%EF%BF%BD",
        "&error_description=",
        "&error_description=a&error_description=b",
        "&scope=a+b%20c",
        "&session_state=%00",
        "&authuser=0&prompt=consent&hd=work.example",
        "&&",
        "&=",
        "&x=1&x=2"
      })
  void aParameterThatItDoesNotUseHarmsNothing(String parameter) {
    assertThat(location(callback(ANSWER + parameter, null)))
        .isEqualTo(app("connection=success&provider=onedrive"));
    assertThat(
            location(
                callback(
                    "error=access_denied&state=" + ScriptedPorts.STATE.reveal() + parameter, null)))
        .isEqualTo(app("error=access_denied&provider=onedrive"));
  }

  @Test
  void exchangesACodeOfAnyLengthThatTheServerAccepts() {
    assertThat(
            location(
                callback(
                    "state=" + ScriptedPorts.STATE.reveal() + "&code=" + "x".repeat(12_000), null)))
        .isEqualTo(app("connection=success&provider=onedrive"));
  }

  @Test
  void resolvesADuplicateOfTheSameOwnerToSuccess() {
    web.ports.claim = ScriptedPorts::duplicate;
    web.ports.found = () -> Optional.of(ScriptedPorts.accountOf(ScriptedPorts.BOB));
    web.ports.renewal = () -> new RenewResult.Renewed(ScriptedPorts.accountOf(ScriptedPorts.BOB));

    assertThat(location(callback(ANSWER, null)))
        .isEqualTo(app("connection=success&provider=onedrive"));
  }

  @Test
  void informsAnAdministratorThatConsentIsGivenAndStoresNothing() {
    MvcTestResult answer =
        callback("admin_consent=True&tenant=72f988bf-86f1-41af-91ab-2d7cd011db47", null);

    assertThat(answer).hasStatus(200);
    assertThat(answer).hasViewName("admin-consent");
    assertThat(web.ports.calls).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin_consent=False&tenant=t",
        "admin_consent=True&admin_consent=True",
        "admin_consent=True&error=access_denied",
        "tenant=t"
      })
  void anythingElseWithoutCodeAndStateIsIncomplete(String query) {
    assertThat(location(callback(query, null)))
        .isEqualTo(app("error=missing_params&provider=onedrive"));
  }

  @Test
  void repeatsTheAnswerOfTheFirstDelivery() {
    web.ports.claim = ScriptedPorts::duplicate;
    String first = location(callback(ANSWER, null));
    web.ports.stateUse = () -> StateUse.REPLAYED;

    assertThat(location(callback(ANSWER, null)))
        .isEqualTo(first)
        .endsWith("#transfer_token=" + ScriptedPorts.TOKEN.reveal());
    assertThat(web.ports.calls).containsOnlyOnce("exchange");
  }

  @Nested
  class IfTheStateCannotBeMarkedAsUsed {
    @Test
    void redirectsWithDatabaseUnavailableAndDoesNotCallTheProvider() {
      web.ports.stateUse =
          () -> {
            throw ScriptedPorts.fault(Kind.UNAVAILABLE);
          };

      MvcTestResult answer = callback(ANSWER, null);

      assertThat(location(answer)).isEqualTo(app("error=database_unavailable&provider=onedrive"));
      assertThat(web.ports.calls).doesNotContain("exchange");
      // The state is not used, so a reload completes the flow.
      assertThat(answer.getResponse().getHeaders("Set-Cookie")).isEmpty();
    }

    @Test
    void redirectsWithDatabaseErrorForAnyOtherFault() {
      web.ports.stateUse =
          () -> {
            throw ScriptedPorts.fault(Kind.FAILED);
          };

      MvcTestResult answer = callback(ANSWER, null);

      assertThat(location(answer)).isEqualTo(app("error=database_error&provider=onedrive"));
      assertThat(answer.getResponse().getHeaders("Set-Cookie")).hasSize(1);
    }
  }

  @Nested
  class IsRefused {
    @Test
    void ifItIsRepeated() {
      web.ports.stateUse = () -> StateUse.REPLAYED;

      assertInvalidState(callback(ANSWER, null));
    }

    @Test
    void withoutTheCookieOfTheFlow() {
      assertInvalidState(web.mvc.get().uri("/auth/onedrive/callback?" + ANSWER).exchange());
    }

    @Test
    void withTwoCookiesOfTheFlow() {
      assertInvalidState(
          web.mvc
              .get()
              .uri("/auth/onedrive/callback?" + ANSWER)
              .cookie(new Cookie(COOKIE, "sealed"), new Cookie(COOKIE, "sealed"))
              .exchange());
    }

    @Test
    void inTheSessionOfAnotherUser() {
      assertInvalidState(callback(ANSWER, () -> "alice"));
    }

    @Test
    void inASessionWithAnInvalidUserId() {
      assertInvalidState(callback(ANSWER, () -> "no user"));
      assertThat(web.ports.calls).isEmpty();
    }

    @Test
    void withAnotherIssuer() {
      web.ports.issuer = IssuerCheck.REFUSED;

      assertInvalidState(callback(ANSWER + "&iss=https%3A%2F%2Fevil.example", null));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "state=s",
          "code=c",
          "code=&state=s",
          "code=c&state=",
          "code=c&state=s&state=t",
          "code=c&code=d&state=s",
          "code=c&error=e&state=s",
          "code=c&error=&state=s",
          "error=&state=s",
          "code=c&state=s&iss=a&iss=b",
          "code=c&state=s&iss=",
          "code=%zz&state=s",
          "code=%ff&state=s",
          "code=%20&state=s",
          "code=c&state=%ff",
          "error=%E8&state=s",
          "code=c&state=s&iss=%ff",
          "code=c&error=%ff&state=s"
        })
    void ifItIsNotAnAuthorizationResponse(String query) {
      assertThat(location(callback(query, null)))
          .isEqualTo(app("error=missing_params&provider=onedrive"));
      assertThat(web.ports.calls).isEmpty();
    }

    @Test
    void fromAnUnknownOrUnconfiguredProvider() {
      assertThat(location(web.mvc.get().uri("/auth/box/callback?" + ANSWER).exchange()))
          .isEqualTo(app("error=provider_not_configured&provider=box"));
      for (String unknown : List.of("nowhere", "NoWhere", "%3Cscript%3E")) {
        assertThat(
                location(
                    web.mvc
                        .get()
                        .uri(URI.create("/auth/" + unknown + "/callback?" + ANSWER))
                        .exchange()))
            .isEqualTo(app("error=provider_not_configured"));
      }
    }

    private void assertInvalidState(MvcTestResult answer) {
      assertThat(location(answer)).isEqualTo(app("error=invalid_state&provider=onedrive"));
      assertThat(web.ports.calls).doesNotContain("exchange");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE"})
  void answersOnlyGet(String method) {
    MvcTestResult answer =
        web.mvc
            .method(HttpMethod.valueOf(method))
            .uri("/auth/onedrive/callback?" + ANSWER)
            .cookie(new Cookie(COOKIE, "sealed"))
            .exchange();

    assertThat(answer).hasStatus(405).hasHeader("Allow", "GET");
    assertThat(web.ports.calls).isEmpty();
  }

  @Test
  void readsTheCookieWithoutPrefixOnLoopback() {
    TestWeb loopback = new TestWeb(URI.create("http://localhost:8080"));

    MvcTestResult answer =
        loopback
            .mvc
            .get()
            .uri("/auth/onedrive/callback?" + ANSWER)
            .cookie(new Cookie(COOKIE.substring("__Host-".length()), "sealed"))
            .exchange();

    assertThat(location(answer))
        .isEqualTo("http://localhost:8080/app?connection=success&provider=onedrive");
    assertThat(answer.getResponse().getHeader("Set-Cookie")).doesNotContain("Secure", "__Host-");
  }

  /** Sends the query unchanged, including malformed escapes. */
  private MvcTestResult callback(String query, @Nullable Principal session) {
    return web.mvc
        .get()
        .uri("/auth/onedrive/callback")
        .cookie(new Cookie(COOKIE, "sealed"))
        .with(
            request -> {
              request.setQueryString(query);
              request.setUserPrincipal(session);
              return request;
            })
        .exchange();
  }

  private static String app(String query) {
    return "https://app.example/app?" + query;
  }

  private static String location(MvcTestResult answer) {
    assertThat(answer).hasStatus(307);
    return Objects.requireNonNull(answer.getResponse().getHeader("Location"));
  }
}
