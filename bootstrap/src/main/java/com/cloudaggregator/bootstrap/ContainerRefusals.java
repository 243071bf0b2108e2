package com.cloudaggregator.bootstrap;

import com.cloudaggregator.web.WebAdapter;
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
 * What Tomcat refuses before any filter is reached (an address or a header that is none, too long a header) is answered
 * in the form of every other refusal, and under a reference that finds its log line.
 */
@Configuration(proxyBeanMethods = false)
class ContainerRefusals {

  /** After Boot's own, whose valve would answer with Tomcat's page: of two, the one added last is asked first. */
  @Bean
  @Order
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> refusalsOfTheContainer(WebAdapter.Problems problems) {
    return factory -> factory.addContextCustomizers(
        context -> context.getParent().getPipeline().addValve(new Answers(problems)));
  }

  private static final class Answers extends ErrorReportValve {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final WebAdapter.Problems problems;

    Answers(WebAdapter.Problems problems) {
      this.problems = problems;
    }

    /** As the one that it extends: only an error that nobody has answered yet, and while the connection still lives. */
    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
      if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
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
        LOG.debug("The caller has left before the answer");
      }
    }
  }
}
