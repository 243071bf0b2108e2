package com.cloudaggregator.bootstrap.program;

import com.cloudaggregator.bootstrap.CloudAggregator;
import com.cloudaggregator.persistence.TestDatabase;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The program, started as in production on its own database, except that the demo providers are
 * used.
 */
final class Program implements AutoCloseable {
  static final String USERS_SECRET = "the-tests-own-users-secret-of-40-bytes!!";

  private ConfigurableApplicationContext context;
  private final List<String> arguments;
  private final TestDatabase.Database database;
  private final boolean first;
  private final URI base;
  private final Consumer<GenericApplicationContext> beans;

  private final ProviderTraffic providers;

  private Program(
      List<String> arguments,
      TestDatabase.Database database,
      boolean first,
      URI base,
      ProviderTraffic providers,
      Consumer<GenericApplicationContext> beans) {
    this.arguments = List.copyOf(arguments);
    this.providers = providers;
    this.beans = beans;
    this.context = start(this.arguments, providers, beans);
    this.database = database;
    this.first = first;
    this.base = base;
  }

  static Program start(String... properties) {
    return start(_ -> {}, properties);
  }

  /**
   * @param beans registers the additional beans of a test
   */
  static Program start(Consumer<GenericApplicationContext> beans, String... properties) {
    return startOn(TestDatabase.migratedDatabase(), beans, properties);
  }

  /**
   * @param database prepared by the caller; it is dropped with the program
   */
  static Program startOn(
      TestDatabase.Database database,
      Consumer<GenericApplicationContext> beans,
      String... properties) {
    int port = freePort();
    List<String> arguments = arguments(database, port, properties);
    ProviderTraffic providers = new ProviderTraffic();
    return new Program(
        arguments, database, true, URI.create("http://localhost:" + port), providers, beans);
  }

  /**
   * The configuration: users' tokens with a test secret, an external database, and these
   * properties.
   */
  static List<String> arguments(TestDatabase.Database database, int port, String... properties) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=" + port,
                "--cloud-aggregator.public-url=http://localhost:" + port,
                "--cloud-aggregator.users.mode=hs256",
                "--cloud-aggregator.users.secret=" + USERS_SECRET,
                "--cloud-aggregator.database=external",
                "--cloud-aggregator.demo.seed=false",
                "--cloud-aggregator.limits.starts-per-minute=1000",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.appUser(),
                "--spring.datasource.password=" + database.appPassword(),
                "--spring.liquibase.user=" + database.ownerUser(),
                "--spring.liquibase.password=" + database.ownerPassword()));
    replace(arguments, properties);
    return arguments;
  }

  /**
   * Starts another node on the same database and behind the same public address. It is closed
   * before this one.
   */
  Program anotherNode(Consumer<GenericApplicationContext> its) {
    int port = freePort();
    List<String> same =
        arguments.stream()
            .map(
                argument ->
                    argument.startsWith("--server.port=") ? "--server.port=" + port : argument)
            .toList();
    return new Program(
        same, database, false, URI.create("http://localhost:" + port), providers, its);
  }

  private static void replace(List<String> arguments, String... properties) {
    for (String property : properties) {
      String name = "--" + property.substring(0, property.indexOf('=') + 1);
      arguments.removeIf(argument -> argument.startsWith(name));
      arguments.add("--" + property);
    }
  }

  /**
   * The same with the OneDrive stand-in of the first node, since all nodes use one provider.
   *
   * @param properties other values of some properties
   */
  Program anotherNodeWithTheSameOneDrive(String... properties) {
    int port = freePort();
    List<String> own = new ArrayList<>(arguments);
    own.replaceAll(
        argument -> argument.startsWith("--server.port=") ? "--server.port=" + port : argument);
    String onedrive = base + "/demo/providers/onedrive";
    Map.of(
            "issuer", "/{tenantid}/v2.0",
            "authorization-uri", "/authorize",
            "token-uri", "/token",
            "jwks-uri", "/keys",
            "user-info-uri", "/v1.0/me",
            "storage-uri", "/v1.0/me/drive")
        .forEach(
            (name, path) ->
                own.add("--cloud-aggregator.providers.onedrive." + name + "=" + onedrive + path));
    replace(own, properties);
    return new Program(
        own, database, false, URI.create("http://localhost:" + port), providers, beans);
  }

  /** A client of the host's backend, which acts for users. */
  Browser browserOfService() {
    return new Browser(base, bearer("host-backend", "service"));
  }

  /** Restarts the program at the same address and on the same database. */
  void restart() {
    context.close();
    context = start(arguments, providers, beans);
  }

  /** Restarts the program with other values of some properties. */
  void restart(String... properties) {
    List<String> changed = new ArrayList<>(arguments);
    replace(changed, properties);
    context.close();
    context = start(changed, providers, beans);
  }

  /** Stops jobs, meters and heartbeat, so that only requests use the database. */
  void stopJobs() throws Exception {
    context.getBean("jobRunner", DisposableBean.class).destroy();
    context.getBean("storeMeters", DisposableBean.class).destroy();
    context.getBean("nodeHeartbeat", Lifecycle.class).stop();
  }

  /** The arguments that it was started with. */
  List<String> configuration() {
    return arguments;
  }

  URI base() {
    return base;
  }

  ProviderTraffic providers() {
    return providers;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** A browser of this user, with a bearer token of the host product. */
  Browser browserOf(String user) {
    return new Browser(base, bearer(user));
  }

  /** A browser of this user, with more claims in the bearer token. */
  Browser browserOf(String user, Map<String, Object> claims) {
    return new Browser(base, bearer(user, claims, Duration.ofMinutes(10)));
  }

  /** A browser of an operator. */
  Browser browserOfOperator() {
    return new Browser(base, bearer("olga", "operator"));
  }

  /** A browser without a user. */
  Browser browser() {
    return new Browser(base, null);
  }

  static String bearer(String user) {
    return bearer(user, "authenticated");
  }

  /** A token with a longer life. */
  static String bearer(String user, Duration life) {
    return bearer(user, "authenticated", life);
  }

  static String bearer(String user, String role) {
    return bearer(user, role, Duration.ofMinutes(10));
  }

  private static String bearer(String user, String role, Duration life) {
    return bearer(user, Map.of("role", role), life);
  }

  private static String bearer(String user, Map<String, Object> claims, Duration life) {
    try {
      var all =
          new JWTClaimsSet.Builder()
              .subject(user)
              .audience("authenticated")
              .expirationTime(Date.from(Instant.now().plus(life)));
      claims.forEach(all::claim);
      SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), all.build());
      jwt.sign(new MACSigner(USERS_SECRET));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  String runtimeRole() {
    return database.appUser();
  }

  /** A connection as the database's superuser. */
  Connection administrator() throws SQLException {
    return database.adminConnection();
  }

  /** Deletes all data. */
  void emptyDatabase() {
    Rows.of(database)
        .delete(
            "cloud_provider_accounts",
            "account_ownership_history",
            "ownership_transfer_requests",
            "cloud_transfer_events",
            "outbox",
            "ownership_verification_evidence",
            "grant_revocations",
            "service_calls",
            "user_contacts");
    sql("UPDATE webhook_endpoint SET state = 'active', last_status = NULL, next_probe_at = NULL");
  }

  void sql(String statement) {
    Rows.of(database).execute(statement);
  }

  /** The rows of a query, with the columns joined by a bar. */
  List<String> rows(String query) {
    return Rows.of(database).query(query);
  }

  @Override
  public void close() {
    context.close();
    if (first) {
      database.close();
    }
  }

  private static ConfigurableApplicationContext start(
      List<String> arguments,
      ProviderTraffic providers,
      Consumer<GenericApplicationContext> beans) {
    SpringApplication application = CloudAggregator.application();
    application.addInitializers(
        (GenericApplicationContext context) -> {
          context.registerBean("providerTraffic", ProviderTraffic.class, () -> providers);
          beans.accept(context);
        });
    application.setAdditionalProfiles("demo");
    return application.run(arguments.toArray(String[]::new));
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
