package com.cloudaggregator.bootstrap.mail;

import com.cloudaggregator.application.notice.LossMail;
import com.cloudaggregator.application.notice.MailServer;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult;
import com.cloudaggregator.bootstrap.configuration.Settings;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSender;

/** Spring Boot makes the sender where {@code spring.mail.host} is set. */
@Configuration(proxyBeanMethods = false)
public class MailConfiguration {

  @Bean
  MailServer mailServer(
      Settings settings,
      ObjectProvider<JavaMailSender> sender,
      MessageSource messages,
      ListProviders providers) {
    JavaMailSender smtp = sender.getIfAvailable();
    String from = settings.mail().from();
    return smtp == null || from == null
        ? new NoMailServer()
        : new SmtpServer(
            smtp, from, settings.appName(), new LossText(settings, messages, providers));
  }

  private static final class NoMailServer implements MailServer {
    @Override
    public boolean isConfigured() {
      return false;
    }

    @Override
    public DeliveryResult send(UUID event, LossMail mail) {
      throw new IllegalStateException("No mail server is configured");
    }
  }
}
