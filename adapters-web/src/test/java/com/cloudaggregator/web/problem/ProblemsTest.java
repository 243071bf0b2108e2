package com.cloudaggregator.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.web.Problems;
import com.cloudaggregator.webtest.TestWeb;
import jakarta.servlet.RequestDispatcher;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

class ProblemsTest {
  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  private static final String ID = TestWeb.REQUEST_ID.toString().replace("-", "");

  private final TestWeb web = new TestWeb();

  @Test
  void haveEveryMemberOfTheContractInTheLanguageOfTheCaller() {
    MvcTestResult answer =
        web.mvc
            .get()
            .uri("/me/cloud-status?limit=x")
            .principal(TestWeb.bob())
            .header("Accept-Language", "es")
            .exchange();

    assertThat(answer)
        .hasStatus(400)
        .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
        .hasHeader("Content-Language", "es")
        .hasHeader("Cache-Control", "no-store")
        .hasHeader("X-Request-Id", ID);
    assertThat(answer)
        .bodyJson()
        .isStrictlyEqualTo(
            """
        {"type":"https://app.example/docs/errors/validation_failed","title":"La solicitud no es válida",\
        "status":400,"detail":"Falta un valor, está repetido o no tiene el formato esperado. No se ha cambiado nada.",\
        "instance":"/me/cloud-status","code":"validation_failed","traceId":"%s","retryable":false}"""
                .formatted(ID));
  }

  @ParameterizedTest
  @CsvSource({"en,en", "es-MX,es", "fr,en", "'fr,es;q=0.5',es", "x/y,en", "'',en"})
  void areEnglishForUnsupportedLanguages(String asked, String spoken) {
    assertThat(web.mvc.get().uri("/me/cloud-status").header("Accept-Language", asked).exchange())
        .hasStatus(401)
        .hasHeader("Content-Language", spoken);
  }

  @Test
  void coverRefusalsOfSpring() {
    assertProblem(
        web.mvc.delete().uri("/me/cloud-status").principal(TestWeb.bob()).exchange(),
        405,
        "method_not_allowed");
    assertProblem(
        web.mvc.get().uri("/me/nothing").principal(TestWeb.bob()).exchange(), 404, "not_found");
    assertProblem(
        web.mvc
            .get()
            .uri("/me/cloud-status")
            .principal(TestWeb.bob())
            .accept(MediaType.APPLICATION_PDF)
            .exchange(),
        406,
        "not_acceptable");
  }

  @Test
  void doNotRevealAnUnexpectedFailure() {
    MvcTestResult answer =
        web.mvc.get().uri("/me/fault/very-secret").principal(TestWeb.bob()).exchange();

    assertProblem(answer, 500, "internal_error");
    assertThat(answer)
        .bodyJson()
        .extractingPath("$.detail")
        .asString()
        .doesNotContain("very-secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://shop.example", "http://localhost:5173", "https://[2001:db8::1]:8443"})
  void nameTheRefusedOriginAndTheProperty(String origin) throws IOException {
    assertThat(refusal(origin))
        .containsEntry("code", "origin_not_allowed")
        .containsEntry("property", "cloud-aggregator.cors.allowed-origins")
        .containsEntry("origin", origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "https://shop.example/path",
        "https://user@shop.example",
        "javascript:alert(1)",
        "https://sh\"op.example",
        "https://shop.example:123456",
        "https://<b>.example",
        "HTTPS://SHOP.EXAMPLE",
        "https://shop.example https://b.example"
      })
  void doNotRepeatAnInvalidOrigin(String origin) throws IOException {
    assertThat(refusal(origin))
        .containsEntry("property", "cloud-aggregator.cors.allowed-origins")
        .doesNotContainKey("origin");
  }

  private static Map<String, String> refusal(String origin) throws IOException {
    var request = new MockHttpServletRequest("POST", "/cloud/transfer-ownership");
    request.addHeader("Origin", origin);
    var response = new MockHttpServletResponse();
    new TestWeb().context.getBean(Problems.class).write("origin_not_allowed", request, response);
    assertThat(response.getStatus()).isEqualTo(403);
    assertThat(response.getContentType()).isEqualTo("application/problem+json");
    Map<String, String> members = new HashMap<>();
    JsonMapper.builder()
        .build()
        .readTree(response.getContentAsString())
        .properties()
        .forEach(member -> members.put(member.getKey(), member.getValue().asString()));
    return members;
  }

  @Nested
  class ForABrowser {
    @Test
    void arePagesOnPathsOfPages() {
      assertThat(web.mvc.get().uri("/nothing").header("Accept", BROWSER).exchange())
          .hasForwardedUrl("/error");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"/me/nothing", "/cloud/nothing", "/service/x", "/auth/nowhere/login-url"})
    void areProblemDetailsOnPathsOfTheApi(String path) {
      assertThat(
              web.mvc.get().uri(path).principal(TestWeb.bob()).header("Accept", BROWSER).exchange())
          .hasStatus(404)
          .hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    /** Pages for operators share their addresses with the API. */
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          BROWSER + "|true",
          "text/html|true",
          "application/json|false",
          "*/*|false",
          "application/json, text/html|false"
        })
    void arePagesForOperatorsIfHtmlComesFirst(String accept, boolean page) {
      MvcTestResult answer = web.mvc.get().uri("/ops/x").header("Accept", accept).exchange();

      if (page) {
        assertThat(answer).hasForwardedUrl("/error");
      } else {
        assertThat(answer).hasStatus(404).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
      }
    }

    @Test
    void haveTheModelOfThePage() {
      MvcTestResult page =
          web.mvc
              .get()
              .uri("/error")
              .header("Accept", BROWSER)
              .requestAttr(RequestDispatcher.ERROR_REQUEST_URI, "/app")
              .requestAttr(RequestDispatcher.ERROR_STATUS_CODE, 403)
              .exchange();

      assertThat(page).hasStatus(403).hasViewName("error");
      assertThat(page)
          .model()
          .containsEntry("code", "forbidden")
          .containsEntry("status", 403)
          .containsEntry("title", "Not allowed")
          .containsEntry("traceId", ID)
          .containsEntry("retryable", false)
          .containsKeys("detail", "whatToDo");
    }
  }

  @Nested
  class OfTheContainer {
    @ParameterizedTest
    @CsvSource({
      "400,400,malformed_request", "401,401,authentication_required", "404,404,not_found",
          "405,405,method_not_allowed",
      "413,413,payload_too_large", "418,400,malformed_request", "429,429,rate_limited",
          "500,500,internal_error",
      "503,500,internal_error", "501,400,malformed_request", "505,400,malformed_request"
    })
    void haveTheCodeOfTheirStatus(int status, int answered, String code) {
      MvcTestResult answer =
          web.mvc
              .post()
              .uri("/error")
              .requestAttr(RequestDispatcher.ERROR_REQUEST_URI, "/cloud/disconnect")
              .requestAttr(RequestDispatcher.ERROR_STATUS_CODE, status)
              .requestAttr(RequestDispatcher.ERROR_MESSAGE, "very-secret")
              .exchange();

      assertProblem(answer, answered, code);
      assertThat(answer).bodyJson().extractingPath("$.instance").isEqualTo("/cloud/disconnect");
      assertThat(answer).bodyText().doesNotContain("very-secret");
    }

    @Test
    void areNotFoundAtTheAddressOfTheErrorPage() {
      assertProblem(web.mvc.get().uri("/error").exchange(), 404, "not_found");
    }
  }

  @Nested
  class TheTrace {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void isTakenFromTraceparent() {
      assertThat(traced("00-" + TRACE + "-00f067aa0ba902b7-01")).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "garbage",
          "00-" + TRACE + "-00f067aa0ba902b7-01-more",
          "01-" + TRACE + "-00f067aa0ba902b7-01",
          "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
          "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
          "00-" + TRACE + "-0000000000000000-01",
          "00-" + TRACE + "-00f067aa0ba902b7-1"
        })
    void isNewIfTraceparentIsInvalid(String parent) {
      assertThat(traced(parent)).isEqualTo(ID);
    }

    private String traced(String parent) {
      MvcTestResult answer =
          web.mvc.get().uri("/me/cloud-status").header("traceparent", parent).exchange();
      String id = String.valueOf(answer.getResponse().getHeader("X-Request-Id"));
      assertThat(answer).bodyJson().extractingPath("$.traceId").isEqualTo(id);
      return id;
    }
  }

  @Test
  void haveTheSecurityHeaders() {
    MvcTestResult answer = web.mvc.get().uri("/me/cloud-status").exchange();

    for (String header :
        List.of("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")) {
      assertThat(answer).containsHeader(header);
    }
  }

  private static void assertProblem(MvcTestResult answer, int status, String code) {
    assertThat(answer).hasStatus(status).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(answer).bodyJson().extractingPath("$.code").isEqualTo(code);
  }
}
