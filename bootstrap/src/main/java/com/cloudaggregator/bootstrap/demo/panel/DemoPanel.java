package com.cloudaggregator.bootstrap.demo.panel;

import com.cloudaggregator.application.account.DisconnectAccount;
import com.cloudaggregator.application.account.ListAccounts;
import com.cloudaggregator.application.account.VendAccessToken;
import com.cloudaggregator.application.connect.CompleteConnection;
import com.cloudaggregator.application.connect.StartConnection;
import com.cloudaggregator.application.port.AuthorizationFlows;
import com.cloudaggregator.application.port.CloudAccounts;
import com.cloudaggregator.application.port.Custody;
import com.cloudaggregator.application.port.Providers;
import com.cloudaggregator.application.port.Randomness;
import com.cloudaggregator.application.port.StartLimits.LimitResult;
import com.cloudaggregator.application.transfer.TransferOwnership;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.demo.database.DatabaseFaults;
import com.cloudaggregator.bootstrap.demo.provider.ConsentDesk;
import com.cloudaggregator.bootstrap.demo.provider.FaultSwitch;
import java.time.Clock;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;

/** The panel at {@code /demo}, the link to it on every page's banner, and the demo's data. */
@Configuration(proxyBeanMethods = false)
public class DemoPanel {

  @Bean
  People demoPeople(
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
      ConsentDesk desk) {
    var starts = new StartConnection(
        providers, accounts, flows, _ -> new LimitResult.Allowed(), randomness, clock, settings.stateTtl());
    return new People(
        starts, connections, transfers, disconnections, tokens, lists, accounts, custody, desk, clock);
  }

  @Bean
  Scenes demoScenes(People people, FaultSwitch faults, DatabaseFaults database) {
    return new Scenes(people, new Seed(people), faults, database);
  }

  @Bean
  DemoPage demoPage(Scenes scenes, People people, FaultSwitch faults) {
    return new DemoPage(scenes, people, faults);
  }

  @Bean
  SmartInitializingSingleton demoLink(ThymeleafViewResolver views) {
    return () -> views.addStaticVariable("bannerLink", "/demo");
  }

  /** After the start, when the providers answer. */
  @Bean
  ApplicationListener<ApplicationReadyEvent> demoSeed(
      Scenes scenes, DatabaseFaults database, Environment environment) {
    boolean wanted = environment.getProperty("cloud-aggregator.demo.seed", Boolean.class, true);
    return ready -> {
      if (wanted && database.isEmpty()) {
        scenes.reset();
      }
    };
  }
}
