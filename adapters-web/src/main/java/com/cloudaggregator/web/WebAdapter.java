package com.cloudaggregator.web;

import com.cloudaggregator.application.account.DisconnectAccount;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.ListActivity;
import com.cloudaggregator.application.account.ListDisconnected;
import com.cloudaggregator.application.account.ListProviders;
import com.cloudaggregator.application.account.ReadStorage;
import com.cloudaggregator.application.account.ShowAccount;
import com.cloudaggregator.application.account.TryAccess;
import com.cloudaggregator.application.account.VendAccessToken;
import com.cloudaggregator.application.connect.CompleteConnection;
import com.cloudaggregator.application.connect.NoteAnswers;
import com.cloudaggregator.application.connect.StartConnection;
import com.cloudaggregator.application.keys.ReadKeys;
import com.cloudaggregator.application.keys.VerifyKeys;
import com.cloudaggregator.application.notice.AcknowledgeNotice;
import com.cloudaggregator.application.notice.ListNotices;
import com.cloudaggregator.application.session.UserSessions;
import com.cloudaggregator.application.transfer.PreviewTransfer;
import com.cloudaggregator.application.transfer.TransferOwnership;
import com.cloudaggregator.application.verification.InspectAccounts;
import com.cloudaggregator.application.verification.ReadServiceCalls;
import com.cloudaggregator.application.verification.ReadVerification;
import com.cloudaggregator.application.webhook.InspectDeliveries;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;
import tools.jackson.databind.json.JsonMapper;

/** The web adapter's wiring, and all that the rest of the program may know of it. */
@Configuration(proxyBeanMethods = false)
public class WebAdapter {
  /** The session attribute whose text the pages show as the name of who is signed in, where there is one. */
  public static final String DISPLAY_NAME = "displayName";

  @Bean
  FlowCookies flowCookies(Settings settings) {
    return new FlowCookies(settings);
  }

  @Bean
  CallbackController callbackController(
      CompleteConnection connections,
      ListProviders providers,
      FlowCookies cookies,
      NoteAnswers answers,
      Clock clock,
      Settings settings) {
    return new CallbackController(connections, providers, cookies, new ListedOutcomes(answers), clock, settings);
  }

  @Bean
  ReconnectPages reconnectPages(ConnectionStarts starts, Clock clock) {
    return new ReconnectPages(starts, clock);
  }

  @Bean
  WebMvcConfigurer partsOfTheAccountsPage(
      ListAccounts accounts, ListDisconnected disconnections, Texts texts, Clock clock) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new ReconnectResult(accounts, clock)).addPathPatterns("/app");
        registry.addInterceptor(new DisconnectedAccounts(disconnections, texts)).addPathPatterns("/app");
      }
    };
  }

  @Bean
  WebMvcConfigurer shownSuccess(NoteAnswers answers) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new ShownSuccess(answers)).addPathPatterns("/app");
        registry.addInterceptor(new MissedPages(answers)).addPathPatterns("/app", MissedPages.PREVIEW);
      }
    };
  }

  @Bean
  Texts texts(MessageSource messages, LocaleResolver locales) {
    return new Texts(messages, locales);
  }

  @Bean
  ProblemAnswers problemAnswers(Texts texts, JsonMapper json, Settings settings, Supplier<UUID> ids) {
    return new ProblemAnswers(texts, json, settings, ids);
  }

  @Bean
  Refusals refusals(ProblemAnswers answers) {
    return new Refusals(answers);
  }

  @Bean
  ErrorPages errorPages(ProblemAnswers answers) {
    return new ErrorPages(answers);
  }

  @Bean
  ConnectionStarts connectionStarts(StartConnection connections, FlowCookies cookies) {
    return new ConnectionStarts(connections, cookies);
  }

  @Bean
  ConnectionApi connectionApi(ConnectionStarts starts) {
    return new ConnectionApi(starts);
  }

  @Bean
  TransferApi transferApi(PreviewTransfer previews, TransferOwnership transfers, Texts texts, Clock clock) {
    return new TransferApi(previews, transfers, texts, clock);
  }

  @Bean
  AccountApi accountApi(
      ListAccounts accounts, DisconnectAccount disconnects, ListDisconnected disconnections, Texts texts) {
    return new AccountApi(accounts, disconnects, disconnections, texts);
  }

  @Bean
  AccessTokenApi accessTokenApi(VendAccessToken tokens) {
    return new AccessTokenApi(tokens);
  }

  @Bean
  StorageApi storageApi(ReadStorage storage) {
    return new StorageApi(storage);
  }

  @Bean
  WebhookApi webhookApi(InspectDeliveries deliveries) {
    return new WebhookApi(deliveries);
  }

  @Bean
  WebhookPage webhookPage(InspectDeliveries deliveries, Texts texts, Clock clock) {
    return new WebhookPage(deliveries, texts, clock);
  }

  @Bean
  NoticeApi noticeApi(ListNotices notices, AcknowledgeNotice acknowledgements) {
    return new NoticeApi(notices, acknowledgements);
  }

  @Bean
  WebMvcConfigurer callerAsParameter() {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new PrincipalUser());
      }
    };
  }

  @Bean
  FilterRegistrationBean<RequestTrace> requestTrace(Supplier<UUID> ids) {
    return outermost(new RequestTrace(ids), 0);
  }

  @Bean
  FilterRegistrationBean<AccessLine> accessLine(ListProviders providers) {
    return outermost(new AccessLine(providers), 1);
  }

  @Bean
  FilterRegistrationBean<PageHeaders> pageHeaders(Settings settings) {
    return outermost(new PageHeaders(settings), 2);
  }

  /** Before Spring Security, so that what it refuses has a trace id, headers and an access line too. */
  private static <F extends OncePerRequestFilter> FilterRegistrationBean<F> outermost(F filter, int place) {
    FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10 + place);
    return registration;
  }

  // Pages.

  @Bean
  PagesController pagesController(
      ConnectionStarts starts,
      ListProviders providers,
      ListAccounts accounts,
      DisconnectAccount disconnection,
      ListNotices notices,
      ListActivity activity,
      MessageSource messages) {
    return new PagesController(starts, providers, accounts, disconnection, notices, activity, messages);
  }

  @Bean
  HomePages homePages(MessageSource messages, Settings settings) {
    return new HomePages(messages, settings);
  }

  @Bean
  CataloguePages cataloguePages() {
    return new CataloguePages();
  }

  @Bean
  WebMvcConfigurer frameOfPages(ListNotices notices) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new Frame(notices));
      }
    };
  }

  @Bean
  StoragePage storagePage(ReadStorage storage, ListProviders providers, MessageSource messages) {
    return new StoragePage(storage, providers, messages);
  }

  @Bean
  NoticePages noticePages(
      ListNotices notices,
      ListAccounts accounts,
      AcknowledgeNotice acknowledgement,
      ListProviders providers,
      MessageSource messages) {
    return new NoticePages(notices, accounts, acknowledgement, providers, messages);
  }

  @Bean
  SettingsPage settingsPage(Languages languages, UserSessions sessions, Settings settings) {
    return new SettingsPage(languages, sessions, settings);
  }

  @Bean
  ActivityApi activityApi(ListActivity activity) {
    return new ActivityApi(activity);
  }

  @Bean
  ActivityPages activityPages(
      ListActivity activity, ListAccounts accounts, ListProviders providers, MessageSource messages) {
    return new ActivityPages(activity, accounts, providers, messages);
  }

  @Bean
  AccountPages accountPages(
      ShowAccount accounts,
      TryAccess access,
      ListActivity activity,
      ListProviders providers,
      MessageSource messages) {
    return new AccountPages(accounts, access, activity, providers, messages);
  }

  /** Under the name by which Spring MVC looks for it. */
  @Bean
  Languages localeResolver(Settings settings) {
    return new Languages(settings);
  }

  @Bean
  WebMvcConfigurer languageSwitcher(Languages languages) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(languages);
      }
    };
  }

  @Bean
  SmartInitializingSingleton pageFrame(ThymeleafViewResolver views, Settings settings) {
    return () -> views.addStaticVariable("frame", PageFrame.of(settings));
  }

  @Bean
  ApiPage apiPage(Texts texts, Settings settings) {
    return new ApiPage(texts, settings);
  }

  // Operators.

  @Bean
  OperatorPages operatorPages() {
    return new OperatorPages();
  }

  @Bean
  OpsApi opsApi(ReadVerification verification, InspectAccounts accounts, Texts texts) {
    return new OpsApi(verification, accounts, texts);
  }

  @Bean
  ServiceCallApi serviceCallApi(ReadServiceCalls calls) {
    return new ServiceCallApi(calls);
  }

  @Bean
  KeysApi keysApi(ReadKeys keys, VerifyKeys verification, Texts texts) {
    return new KeysApi(keys, verification, texts);
  }

  @Bean
  KeysPage keysPage(ReadKeys keys, VerifyKeys verification, Texts texts) {
    return new KeysPage(keys, verification, texts);
  }

  @Bean
  OpsPages opsPages(ReadVerification verification, Texts texts) {
    return new OpsPages(verification, texts);
  }

  /**
   * What the adapter has to be told.
   *
   * @param publicUrl where browsers reach this program; no path, no trailing slash
   * @param frontendUrl where the callback leads back to, and nowhere else
   * @param appName as the texts name the product
   * @param signInOptions the cards of the sign-in page, in order
   * @param bannerKey message key of a banner for every page, as in demo mode
   * @param formActionOrigins origins that a form's redirect may lead to, beside our own: the providers'
   * @param apiDocs whether pages link the API's description
   */
  public record Settings(
      URI publicUrl,
      URI frontendUrl,
      String appName,
      List<SignInOption> signInOptions,
      Optional<String> bannerKey,
      List<String> formActionOrigins,
      boolean apiDocs) {

    public Settings {
      signInOptions = List.copyOf(signInOptions);
      formActionOrigins = List.copyOf(formActionOrigins);
    }
  }

  /**
   * One way to sign in: a card with a form that is posted to {@code action}, the CSRF token added to its fields; without
   * fields a link to it, as where another program asks who it is.
   *
   * @param name what the button says
   * @param description one line below it: the key of a message, or the text itself
   * @param action a path of this program
   * @param fields hidden fields of the form
   */
  public record SignInOption(String name, String description, URI action, Map<String, String> fields) {

    public SignInOption {
      fields = Map.copyOf(fields);
    }
  }

  /**
   * Answers in the form of every other refusal: a problem detail (RFC 9457) for callers of the API, a page for
   * browsers. For filters that refuse before any controller is reached. The code must be of the catalogue.
   */
  public interface Problems {

    void write(String code, HttpServletRequest request, HttpServletResponse response) throws IOException;

    /** The same with {@code Retry-After}, in seconds rounded up. */
    void write(String code, Duration retryAfter, HttpServletRequest request, HttpServletResponse response)
        throws IOException;

    /** What the container refused by this status before any filter saw it, so that it has neither page nor trace yet. */
    void writeUnseen(HttpServletRequest request, HttpServletResponse response) throws IOException;
  }
}
