package com.cloudaggregator.bootstrap.mail;

import com.cloudaggregator.application.notice.LossMail;
import com.cloudaggregator.application.notice.MailServer;
import com.cloudaggregator.application.webhook.EventReceiver.DeliveryResult;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;

/**
 * Sends e-mails by SMTP (<a href="https://www.rfc-editor.org/rfc/rfc5321">RFC 5321</a>). A reply
 * 55x to the address or to the text ends the attempts; any other failure is tried again later. The
 * {@code Message-ID} is the same for every attempt. The log names the event and the reply, never
 * the address.
 */
final class SmtpServer implements MailServer {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpServer.class);

  private static final String ACCEPTED = "250";
  private static final String UNREACHABLE = "unreachable";
  private static final String NO_ANSWER = "no_answer";

  /** RFC 4954, section 6: the server refused the configured name and password. */
  private static final String LOGIN_REFUSED = "535";

  private static final int PERMANENT_MIN = 550;
  private static final int PERMANENT_MAX = 559;

  private final JavaMailSender sender;
  private final String from;
  private final String appName;
  private final LossText texts;

  SmtpServer(JavaMailSender sender, String from, String appName, LossText texts) {
    this.sender = sender;
    this.from = from;
    this.appName = appName;
    this.texts = texts;
  }

  @Override
  public boolean isConfigured() {
    return true;
  }

  @Override
  public DeliveryResult send(UUID event, LossMail mail) {
    DeliveryResult result = attempt(event, mail);
    if (!(result instanceof DeliveryResult.Accepted)) {
      LOG.warn("[MAIL] event={} not sent: {}", event, result.status());
    }
    return result;
  }

  private DeliveryResult attempt(UUID event, LossMail mail) {
    try {
      sender.send(message(event, mail));
      return new DeliveryResult.Accepted(ACCEPTED);
    } catch (MailAuthenticationException e) {
      return new DeliveryResult.Rejected(LOGIN_REFUSED, null);
    } catch (MailSendException e) {
      // Without a failed message, only the end of the connection failed.
      return e.getFailedMessages().isEmpty()
          ? new DeliveryResult.Accepted(ACCEPTED)
          : result(e.getFailedMessages().values().iterator().next());
    } catch (MailException e) {
      return new DeliveryResult.Rejected(NO_ANSWER, null);
    }
  }

  private MimeMessage message(UUID event, LossMail mail) {
    LossText.Parts parts = texts.write(mail);
    MimeMessage message = sender.createMimeMessage();
    try {
      var helper = new MimeMessageHelper(message, true, StandardCharsets.UTF_8.name());
      helper.setFrom(from, appName);
      helper.setTo(mail.to().value());
      helper.setSubject(parts.subject());
      helper.setText(parts.text(), parts.html());
      message.setHeader(
          "Message-ID", "<" + event + "@" + from.substring(from.indexOf('@') + 1) + ">");
      message.setHeader("Content-Language", mail.language().toLanguageTag());
      // RFC 3834: no automatic answer to it.
      message.setHeader("Auto-Submitted", "auto-generated");
      return message;
    } catch (MessagingException | UnsupportedEncodingException e) {
      throw new IllegalStateException("The e-mail cannot be written");
    }
  }

  private static DeliveryResult result(Exception failure) {
    Set<Throwable> causes = causes(failure);
    OptionalInt reply =
        causes.stream().mapToInt(SmtpServer::reply).filter(code -> code > 0).findFirst();
    if (reply.isPresent()) {
      String status = Integer.toString(reply.getAsInt());
      return reply.getAsInt() >= PERMANENT_MIN && reply.getAsInt() <= PERMANENT_MAX
          ? new DeliveryResult.Refused(status)
          : new DeliveryResult.Rejected(status, null);
    }
    boolean isNotSent = causes.stream().anyMatch(MailConnectException.class::isInstance);
    return new DeliveryResult.Rejected(isNotSent ? UNREACHABLE : NO_ANSWER, null);
  }

  /** The reply of the server; -1 if this is not a reply. */
  private static int reply(Throwable cause) {
    return switch (cause) {
      case SMTPAddressFailedException address -> address.getReturnCode();
      case SMTPSenderFailedException refused -> refused.getReturnCode();
      case SMTPSendFailedException text -> text.getReturnCode();
      default -> -1;
    };
  }

  /** Jakarta Mail links exceptions in two ways; the reply to an address is nested deepest. */
  private static Set<Throwable> causes(Throwable failure) {
    Set<Throwable> found = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> open = new ArrayDeque<>();
    open.add(failure);
    while (!open.isEmpty()) {
      Throwable next = open.remove();
      if (found.add(next)) {
        add(open, next.getCause());
        if (next instanceof MessagingException linked) {
          add(open, linked.getNextException());
        }
      }
    }
    return found;
  }

  private static void add(Deque<Throwable> open, @Nullable Throwable cause) {
    if (cause != null) {
      open.add(cause);
    }
  }
}
