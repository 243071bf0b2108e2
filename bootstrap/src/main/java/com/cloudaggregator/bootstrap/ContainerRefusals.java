package com.cloudaggregator.bootstrap;

import com.cloudaggregator.web.Problems;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Answers requests that Tomcat rejects before the first filter (a malformed target or Host header,
 * headers that are too long) with the same problem document or page as every other error, and with
 * an {@code X-Request-Id}.
 */
@Configuration(proxyBeanMethods = false)
class ContainerRefusals {

  /**
   * Runs after Spring Boot's customizer, whose valve would answer with Tomcat's own page: the valve
   * that is added last handles the error first.
   */
  @Bean
  @Order
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> containerRefusals(Problems problems) {
    return factory ->
        factory.addContextCustomizers(
            context -> context.getParent().getPipeline().addValve(new ProblemValve(problems)));
  }

  private static final class ProblemValve extends ErrorReportValve {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);

    private final Problems problems;

    ProblemValve(Problems problems) {
      this.problems = problems;
    }

    /**
     * Like the superclass, writes only if no answer has been written and the connection is open.
     */
    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
      if (response.getStatus() < 400
          || response.getContentWritten() > 0
          || !response.setErrorReported()) {
        return;
      }
      var open = new AtomicBoolean(false);
      response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, open);
      if (!open.get()) {
        return;
      }
      try {
        problems.writeUnseen(request, response);
        response.finishResponse();
      } catch (IOException gone) {
        LOG.debug("The client closed the connection before the answer");
      }
    }
  }
}
