package com.cloudaggregator.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
}
