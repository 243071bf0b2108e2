package com.cloudaggregator.bootstrap.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.application.notice.EmailAddress;
import com.cloudaggregator.application.notice.LossMail;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.application.provider.ScriptedProviders;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult.Accepted;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult.Refused;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult.Rejected;
import com.cloudaggregator.bootstrap.configuration.SettingsFixture;
import com.cloudaggregator.domain.account.Provider;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** What each answer of a mail server means for the next attempt. */
class SmtpServerTest {
  private static final LossMail MAIL =
      new LossMail(
          new EmailAddress("ana@mail.example"),
          Locale.ENGLISH,
          new Provider("onedrive"),
          "an•••@mail.example",
          Instant.parse("2026-11-25T10:00:00Z"));

  private static DeliveryResult send(int port) {
    var sender = new JavaMailSenderImpl();
    sender.setHost("127.0.0.1");
    sender.setPort(port);
    sender.getJavaMailProperties().put("mail.smtp.connectiontimeout", "2000");
    sender.getJavaMailProperties().put("mail.smtp.timeout", "300");
    var messages = new ResourceBundleMessageSource();
    messages.setBasename("mail");
    messages.setDefaultEncoding("UTF-8");
    messages.setFallbackToSystemLocale(false);
    var settings = SettingsFixture.with(Map.of());
    var texts = new LossText(settings, messages, new ListProviders(new ScriptedProviders()));
    return new SmtpServer(sender, "cloud@host.example", "Cloud", texts)
        .send(UUID.randomUUID(), MAIL);
  }

  private static DeliveryResult send(Map<String, String> answers) throws IOException {
    try (ScriptedSmtp server = new ScriptedSmtp(answers)) {
      return send(server.port());
    }
  }

  @Test
  void anEmailThatTheServerTookIsSent() throws IOException {
    assertThat(send(Map.of())).isEqualTo(new Accepted("250"));
  }

  @ParameterizedTest
  @CsvSource({"RCPT, 550", "RCPT, 553", "MAIL, 550", "., 554"})
  void aPermanentRefusalEndsTheAttempts(String command, String reply) throws IOException {
    assertThat(send(Map.of(command, reply + " no"))).isEqualTo(new Refused(reply));
  }

  @ParameterizedTest
  @CsvSource({"RCPT, 450", "MAIL, 451", "MAIL, 530", "DATA, 452", "., 421"})
  void aRefusalForNowIsTriedAgain(String command, String reply) throws IOException {
    assertThat(send(Map.of(command, reply + " later"))).isEqualTo(new Rejected(reply, null));
  }

  @Test
  void aConnectionThatBreaksAfterTheTextHasAnUnknownOutcome() throws IOException {
    assertThat(send(Map.of(".", ""))).isEqualTo(new Rejected("no_answer", null));
  }

  @ParameterizedTest
  @CsvSource({"EHLO", "RCPT", "."})
  void aSilentServerIsGivenUp(String command) throws IOException {
    assertThat(send(Map.of(command, ScriptedSmtp.SILENCE, "HELO", ScriptedSmtp.SILENCE)))
        .isInstanceOf(Rejected.class);
  }

  @Test
  void anEmailIsSentOnceTheTextIsTakenHoweverTheConnectionEnds() throws IOException {
    assertThat(send(Map.of("QUIT", ""))).isEqualTo(new Accepted("250"));
  }

  @Test
  void aServerThatIsAwayIsUnreachable() throws IOException {
    int port;
    try (ScriptedSmtp server = new ScriptedSmtp(Map.of())) {
      port = server.port();
    }

    assertThat(send(port)).isEqualTo(new Rejected("unreachable", null));
  }
}
