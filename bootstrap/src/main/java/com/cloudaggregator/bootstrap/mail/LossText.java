package com.cloudaggregator.bootstrap.mail;

import com.cloudaggregator.application.notice.LossMail;
import com.cloudaggregator.application.provider.ListProviders;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.domain.account.ProviderProfile;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Map;
import java.util.Set;
import org.springframework.context.MessageSource;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * The text of the e-mail to a former owner, as plain text and as HTML. Its only link leads to the
 * notifications, where the reader has to be signed in; it does nothing by itself.
 */
final class LossText {
  private static final String NOTIFICATIONS = "/app/notifications";

  private final String appName;
  private final String link;
  private final MessageSource messages;
  private final ListProviders providers;
  private final SpringTemplateEngine engine = new SpringTemplateEngine();

  LossText(Settings settings, MessageSource messages, ListProviders providers) {
    this.appName = settings.appName();
    this.link = settings.publicUrl() + NOTIFICATIONS;
    this.messages = messages;
    this.providers = providers;
    engine.setTemplateEngineMessageSource(messages);
    engine.addTemplateResolver(templates(".txt", TemplateMode.TEXT));
    engine.addTemplateResolver(templates(".html", TemplateMode.HTML));
  }

  private static ClassLoaderTemplateResolver templates(String suffix, TemplateMode mode) {
    var resolver = new ClassLoaderTemplateResolver(LossText.class.getClassLoader());
    resolver.setPrefix("mail/");
    resolver.setResolvablePatterns(Set.of("*" + suffix));
    resolver.setTemplateMode(mode);
    resolver.setCharacterEncoding("UTF-8");
    return resolver;
  }

  /** The parts of an e-mail. */
  record Parts(String subject, String text, String html) {}

  Parts write(LossMail mail) {
    String provider =
        providers
            .find(mail.provider())
            .map(ProviderProfile::displayName)
            .orElse(mail.provider().id());
    var values = new Context(mail.language());
    values.setVariables(
        Map.of(
            "app", appName,
            "provider", provider,
            "label", mail.maskedLabel(),
            "at",
                DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(mail.language())
                        .withZone(ZoneOffset.UTC)
                        .format(mail.at())
                    + " UTC",
            "link", link));
    String subject = messages.getMessage("mail.subject", new Object[] {provider}, mail.language());
    return new Parts(
        subject, engine.process("loss.txt", values), engine.process("loss.html", values));
  }
}
