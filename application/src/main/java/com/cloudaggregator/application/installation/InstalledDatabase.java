package com.cloudaggregator.application.installation;

import com.cloudaggregator.domain.account.ProviderAccountId;
import java.util.List;
import java.util.Optional;

/**
 * The database of an installation, inspected by a read-only session with the rights of the runtime
 * role.
 */
public interface InstalledDatabase {

  /**
   * Checks the database and returns the findings in reading order, including checks that could not
   * be made.
   */
  List<Finding> inspect();

  /** A connected account to test with; empty if there is none or none can be read. */
  Optional<ProviderAccountId> findAnyConnected();
}
