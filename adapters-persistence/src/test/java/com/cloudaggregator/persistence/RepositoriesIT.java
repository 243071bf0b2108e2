package com.cloudaggregator.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudaggregator.domain.account.Provider;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/**
 * Repositories are created when they are first used; this creates each of them, which validates its
 * queries.
 */
class RepositoriesIT {
  private static TestStore store;

  @BeforeAll
  static void open() {
    store = TestStore.open();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void everyRepositoryHasValidQueries() {
    Map<String, ?> repositories = store.beans(Repository.class);

    assertThat(repositories).isNotEmpty();
    assertThat(repositories.values())
        .allSatisfy(repository -> assertThat(repository.toString()).isNotBlank());
  }

  /** Hibernate does not keep the SQL of a query with a list, and translates it in each call. */
  @Test
  void noQueryBindsAList() {
    Stream<String> queries =
        store.beans(Repository.class).values().stream()
            .flatMap(repository -> Arrays.stream(repository.getClass().getInterfaces()))
            .flatMap(repository -> Arrays.stream(repository.getMethods()))
            .map(method -> AnnotatedElementUtils.findMergedAnnotation(method, Query.class))
            .filter(query -> query != null && !query.nativeQuery())
            .map(Query::value);

    assertThat(queries).isNotEmpty().noneMatch(RepositoriesIT::bindsList);
    assertThat(bindsList("select a from A a where a.id in (:id, 'planted')")).isTrue();
  }

  @Test
  void theSqlOfTheLookUpIsKept() {
    Statistics statistics = store.bean(SessionFactory.class).getStatistics();
    statistics.setStatisticsEnabled(true);
    ProviderAccountId account = new ProviderAccountId(new Provider("onedrive"), "unknown");
    store.accounts().find(account);
    long before = statistics.getQueryPlanCacheHitCount();

    store.accounts().find(account);

    assertThat(statistics.getQueryPlanCacheHitCount() - before)
        .as("the parsed query and its SQL")
        .isEqualTo(2);
  }

  /** Spring Data binds a parameter as a list that is the first one after "in". */
  private static boolean bindsList(String query) {
    return Pattern.compile("\\bin\\s*\\(?\\s*[:?]").matcher(query).find();
  }
}
