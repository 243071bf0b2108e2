package com.cloudaggregator.webtest;

import com.cloudaggregator.domain.IdGenerator;
import com.cloudaggregator.web.Branding;
import com.cloudaggregator.web.WebAdapter;
import com.cloudaggregator.web.WebSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Filter;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.DelegatingWebMvcConfiguration;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP adapter as the program wires it, by its component scan, without a container. Beans are
 * created when they are first used, so a test supplies only the use cases that it needs.
 */
public final class TestAdapter {
  /** The id of every request without a {@code traceparent}. */
  public static final UUID REQUEST_ID = UUID.fromString("0190a000-0000-7000-8000-00000000abcd");

  private TestAdapter() {}

  /** Spring MVC as Spring Boot configures it, with the locale resolver of the adapter. */
  @Configuration(proxyBeanMethods = false)
  static class Mvc extends DelegatingWebMvcConfiguration {
    @Override
    @Bean
    @ConditionalOnMissingBean(name = "localeResolver")
    public LocaleResolver localeResolver() {
      return super.localeResolver();
    }

    @Bean
    ThymeleafViewResolver views() {
      var templates = new ClassLoaderTemplateResolver();
      templates.setPrefix("templates/");
      templates.setSuffix(".html");
      templates.setCharacterEncoding("UTF-8");
      var engine = new SpringTemplateEngine();
      engine.setTemplateResolver(templates);
      engine.setTemplateEngineMessageSource(messages());
      var views = new ThymeleafViewResolver();
      views.setTemplateEngine(engine);
      views.setCharacterEncoding("UTF-8");
      return views;
    }
  }

  private static final class FixedIds implements IdGenerator {
    @Override
    public UUID newId() {
      return REQUEST_ID;
    }
  }

  public static WebSettings settings(URI publicUrl) {
    return new WebSettings(
        publicUrl,
        publicUrl,
        "Cloud Aggregator",
        List.of(),
        Optional.empty(),
        false,
        Branding.NONE);
  }

  public static ResourceBundleMessageSource messages() {
    var messages = new ResourceBundleMessageSource();
    messages.setBasenames("messages", "errors", "api", "ops");
    messages.setDefaultEncoding("UTF-8");
    messages.setFallbackToSystemLocale(false);
    return messages;
  }

  public static WebApplicationContext start(WebSettings settings, Clock clock, Object... useCases) {
    var context = new GenericWebApplicationContext(new MockServletContext());
    new AnnotatedBeanDefinitionReader(context).register(WebAdapter.class, Mvc.class);
    context.registerBean("messageSource", ResourceBundleMessageSource.class, TestAdapter::messages);
    context.registerBean(WebSettings.class, () -> settings);
    context.registerBean(Clock.class, () -> clock);
    context.registerBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new);
    context.registerBean(FixedIds.class, FixedIds::new);
    context.registerBean(JsonMapper.class, () -> JsonMapper.builder().build());
    context.registerBean(FaultyController.class, FaultyController::new);
    context.registerBean(RefusedPage.class, RefusedPage::new);
    for (Object useCase : useCases) {
      register(context, useCase);
    }
    context.addBeanFactoryPostProcessor(TestAdapter::makeLazy);
    context.refresh();
    return context;
  }

  public static MockMvcTester mvc(WebApplicationContext context) {
    return MockMvcTester.create(
        MockMvcBuilders.webAppContextSetup(context)
            .addFilters(
                context.getBeanProvider(Filter.class).orderedStream().toArray(Filter[]::new))
            .build());
  }

  @SuppressWarnings("unchecked")
  private static <T> void register(GenericWebApplicationContext context, T useCase) {
    context.registerBean((Class<T>) useCase.getClass(), () -> useCase);
  }

  private static void makeLazy(ConfigurableListableBeanFactory factory) {
    List<String> eager =
        List.of(factory.getBeanNamesForType(SmartInitializingSingleton.class, true, false));
    for (String name : factory.getBeanDefinitionNames()) {
      factory.getBeanDefinition(name).setLazyInit(!eager.contains(name));
    }
  }
}
