package com.cloudaggregator.web.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.webtest.TestWeb;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class AccessLineTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("com.cloudaggregator.access");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final TestWeb web = new TestWeb();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/auth/onedrive/callback?code=very-secret&state=more-secret | GET /auth/onedrive/callback?code=…&state=… HTTP/1.1",
        "/auth/onedrive/callback?state=s&session_state=t&code=c     | GET /auth/onedrive/callback?state=…&session_state=…&code=… HTTP/1.1",
        "/auth/onedrive/callback?error=e&forged%0D%0Aline=x         | GET /auth/onedrive/callback?error=… HTTP/1.1",
        "/auth/onedrive/%63allback?code=c&state=s                   | GET /auth/onedrive/callback?code=…&state=… HTTP/1.1",
        "/%61uth/one%64rive/callback?code=c                         | GET /auth/onedrive/callback?code=… HTTP/1.1",
        "/auth/onedrive/callback                                    | GET /auth/onedrive/callback HTTP/1.1",
        "/auth/forged%0D%0Aline/callback?code=c                     | GET /auth/…/callback?code=… HTTP/1.1"
      })
  void containsKnownNamesAndNoValues(String address, String request) {
    web.mvc.get().uri(URI.create(address)).exchange();

    assertThat(lines.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEqualTo("\"" + request + "\" 307 Temporary Redirect");
  }

  /** Frameworks log request lines at debug level. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/auth/onedrive/callback",
        "/auth/onedrive/%63allback",
        "/login/oauth2/code/host",
        "/login/oauth2/%63ode/host"
      })
  void masksTheQueryForTheHandlersBehind(String path) throws Exception {
    var request = new MockHttpServletRequest("GET", path);
    request.setQueryString("code=very-secret&state=more-secret");
    var chain = new MockFilterChain();

    new AccessLine(new ListProviders(web.ports))
        .doFilter(request, new MockHttpServletResponse(), chain);

    assertThat(chain.getRequest())
        .isInstanceOfSatisfying(
            HttpServletRequest.class,
            seen -> assertThat(seen.getQueryString()).isEqualTo("code=…&state=…"));
  }

  @Test
  void hasTheTraceIdOfTheRequest() {
    web.mvc.get().uri("/auth/onedrive/callback").exchange();

    assertThat(lines.list.getFirst().getMDCPropertyMap())
        .containsEntry("traceId", TestWeb.REQUEST_ID.toString().replace("-", ""));
  }

  @Test
  void isWrittenForCallbacksOnly() {
    web.mvc.get().uri("/me/cloud-status").exchange();

    assertThat(lines.list).isEmpty();
  }
}
