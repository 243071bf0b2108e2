package com.cloudaggregator.bootstrap.installation;

import com.cloudaggregator.application.installation.Finding;
import com.cloudaggregator.application.installation.Finding.CheckStatus;
import com.cloudaggregator.application.installation.InstalledDatabase;
import com.cloudaggregator.bootstrap.configuration.ConfigurationCheck;
import com.cloudaggregator.bootstrap.configuration.Settings;
import com.cloudaggregator.bootstrap.configuration.Settings.Database;
import com.cloudaggregator.bootstrap.logging.OwnershipLogging;
import com.cloudaggregator.domain.account.ProviderAccountId;
import com.cloudaggregator.domain.credential.Secret;
import com.cloudaggregator.persistence.PersistenceAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * {@code --verify-installation}: checks an installation with its own configuration. Reads its
 * database in read-only sessions, calls its running program by GET, inspects its log settings, and
 * prints the findings and the steps of a manual test of the 23505 handling. Changes nothing. The
 * exit status is 1 if a check failed.
 *
 * <p>Options: {@code --program-url} (default: the public URL), {@code --management-url}, {@code
 * --operator-token-file} (default: the environment variable {@code OPERATOR_TOKEN}).
 */
public final class InstallationCheck {
  private static final Logger LOG = LoggerFactory.getLogger(InstallationCheck.class);
  private static final String OPTION = "--verify-installation";

  private final Settings settings;
  private final Environment environment;
  private final InstalledDatabase database;
  private final RunningProgram program;

  private InstallationCheck(
      Settings settings, Environment environment, InstalledDatabase database) {
    this.settings = settings;
    this.environment = environment;
    this.database = database;
    URI base = environment.getProperty("program-url", URI.class, settings.publicUrl());
    this.program = new RunningProgram(base, management(base), token());
  }

  /** The beans of this run: no web server, no migrations, nothing that writes. */
  @Configuration(proxyBeanMethods = false)
  @Import(PersistenceAdapter.Inspection.class)
  static class Parts {}

  public static boolean isWanted(String[] arguments) {
    return Arrays.asList(arguments).contains(OPTION);
  }

  /** Returns the exit status: 0 if no check failed, else 1. */
  public static int run(String[] arguments) {
    var application = new SpringApplication(Parts.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setLogStartupInfo(false);
    application.setDefaultProperties(Map.of("logging.pattern.console", "%msg%n"));
    application.addInitializers(new ConfigurationCheck());
    try (ConfigurableApplicationContext context = application.run(arguments)) {
      Settings settings = context.getBean(Settings.class);
      if (settings.database() == Database.EMBEDDED) {
        LOG.error(
            "FAILED       database: the settings name the demo's embedded database, so there is no installation to check. Set spring.datasource.url.");
        return 1;
      }
      return new InstallationCheck(
              settings, context.getEnvironment(), context.getBean(InstalledDatabase.class))
          .report();
    }
  }

  private int report() {
    LOG.info("Checks of the installation at {} (nothing is changed):", settings.publicUrl());
    List<Finding> findings = new ArrayList<>(database.inspect());
    findings.addAll(new LogSettings(environment, settings).findings());
    findings.addAll(program.findings());
    findings.forEach(InstallationCheck::tell);
    manualTest();
    long wrong =
        findings.stream().filter(finding -> finding.status() == CheckStatus.FAILED).count();
    if (wrong > 0) {
      LOG.error("{} of {} checks failed.", wrong, findings.size());
      return 1;
    }
    LOG.info("No check failed.");
    return 0;
  }

  private static void tell(Finding finding) {
    switch (finding.status()) {
      case OK -> LOG.info("ok           {}: {}", finding.subject(), finding.found());
      case NOT_CHECKED -> LOG.warn("not checked  {}: {}", finding.subject(), finding.found());
      case FAILED -> LOG.error("FAILED       {}: {}", finding.subject(), finding.found());
    }
  }

  private void manualTest() {
    Optional<ProviderAccountId> account = program.anyConnected().or(database::findAnyConnected);
    if (account.isEmpty()) {
      LOG.warn(
          "The manual test needs a connected account, and there is none yet. Connect one as a first user, then run this again.");
      return;
    }
    String provider = account.get().provider().id();
    String capitals = account.get().provider().upperCaseId();
    String id = account.get().subject();
    String shown = OwnershipLogging.identifiers(settings).apply(id);
    LOG.info(
        "The manual test, with the connected account provider={} provider_account_id={}:",
        provider,
        id);
    LOG.info(
        "  1. Who owns it: GET /ops/accounts?provider={}&provider_account_id={} (role operator). This user is A below.",
        provider,
        id);
    LOG.info("  2. Follow the log, searching for 23505|UNIQUE_VIOLATION|ownership conflict.");
    LOG.info(
        "  3. Sign in to {} as another user, B, and connect {} with A's account there.",
        settings.frontendUrl(),
        provider);
    LOG.info(
        "  4. The browser must offer to move the account and show no error. It was redirected to");
    LOG.info(
        "     {}/app?error=ownership_conflict&provider={}#transfer_token=…",
        settings.frontendUrl(),
        provider);
    LOG.info("  5. The log must contain, in this order:");
    LOG.info(
        "     [{}][UNIQUE_VIOLATION] Constraint 23505 detected for provider_account_id={}. Error: …",
        capitals,
        shown);
    LOG.info(
        "     [{}][23505] Ownership conflict: provider_account_id={} actual_owner=… requesting_user=…",
        capitals,
        shown);
    LOG.info(
        "     \"GET /auth/{}/callback?code=…&state=… HTTP/1.1\" 307 Temporary Redirect", provider);
    LOG.info(
        "  6. Choose \"Leave it as it is\". Nothing changes: step 1 returns the same, with one more pending offer.");
    LOG.info(
        "  7. As A, connect the same account again. The browser must show it as connected, and the log");
    LOG.info(
        "     [{}][23505] Idempotent race condition resolved: provider_account_id={} user_id=…",
        capitals,
        shown);
    LOG.info("  8. GET /ops/verification (or its page) must now report these criteria as proven.");
  }

  private URI management(URI base) {
    URI given = environment.getProperty("management-url", URI.class);
    if (given != null) {
      return given;
    }
    String port = environment.getProperty("management.server.port", "8081");
    return URI.create(base.getScheme() + "://" + base.getHost() + ":" + port);
  }

  private @Nullable Secret token() {
    String file = environment.getProperty("operator-token-file", "");
    String given =
        file.isEmpty() ? environment.getProperty("OPERATOR_TOKEN", "") : read(Path.of(file));
    return given.isBlank() ? null : new Secret(given.strip());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The operator token cannot be read from " + file, e);
    }
  }
}
