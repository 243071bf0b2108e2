package com.cloudaggregator.bootstrap.demo.panel;

import com.cloudaggregator.application.account.CloudAccounts;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.connect.AuthorizationFlows;
import com.cloudaggregator.application.connect.CompleteConnection;
import com.cloudaggregator.application.connect.Randomness;
import com.cloudaggregator.application.connect.StartConnection;
import com.cloudaggregator.application.disconnect.DisconnectAccount;
import com.cloudaggregator.application.limit.RateLimitResult;
import com.cloudaggregator.application.provider.Providers;
import com.cloudaggregator.application.token.Custody;
import com.cloudaggregator.application.token.VendAccessToken;
import com.cloudaggregator.application.transfer.TransferOwnership;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.demo.database.DatabaseFaults;
import com.cloudaggregator.bootstrap.demo.provider.ConsentActions;
import com.cloudaggregator.bootstrap.demo.provider.FaultSwitch;
import java.time.Clock;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;

/** The panel at {@code /demo}, the link to it in the banner of every page, and the demo data. */
@Configuration(proxyBeanMethods = false)
public class DemoPanel {

  @Bean
  UserActions demoUserActions(
      Providers providers,
      CloudAccounts accounts,
      AuthorizationFlows flows,
      Randomness randomness,
      Clock clock,
      Settings settings,
      CompleteConnection connections,
      TransferOwnership transfers,
      DisconnectAccount disconnections,
      VendAccessToken tokens,
      ListAccounts lists,
      Custody custody,
      ConsentActions consents) {
    var starts =
        new StartConnection(
            providers,
            accounts,
            flows,
            _ -> new RateLimitResult.Allowed(),
            randomness,
            clock,
            settings.stateTtl());
    return new UserActions(
        starts,
        connections,
        transfers,
        disconnections,
        tokens,
        lists,
        accounts,
        custody,
        consents,
        clock);
  }

  @Bean
  DemoActions demoActions(UserActions users, FaultSwitch faults, DatabaseFaults database) {
    return new DemoActions(users, new Seed(users), faults, database);
  }

  @Bean
  DemoPage demoPage(DemoActions actions, UserActions users, FaultSwitch faults) {
    return new DemoPage(actions, users, faults);
  }

  @Bean
  SmartInitializingSingleton demoLink(ThymeleafViewResolver views) {
    return () -> views.addStaticVariable("bannerLink", "/demo");
  }

  /** Fills an empty database once the program is ready, since the demo providers are part of it. */
  @Bean
  ApplicationListener<ApplicationReadyEvent> demoSeed(
      DemoActions actions, DatabaseFaults database, Environment environment) {
    boolean wanted = environment.getProperty("cloud-aggregator.demo.seed", Boolean.class, true);
    return ready -> {
      if (wanted && database.isEmpty()) {
        actions.reset();
      }
    };
  }
}
