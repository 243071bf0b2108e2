package com.cloudaggregator.application.port;

import com.cloudaggregator.application.evidence.Finding;
import com.cloudaggregator.domain.account.ProviderAccountId;
import java.util.List;
import java.util.Optional;

/** The database of a real installation, looked at by a session that can change nothing, with the runtime role's rights. */
public interface InstalledDatabase {

  /** In an order to be read; what cannot be looked at is a finding too. */
  List<Finding> findings();

  /** A connected account to test with; empty when there is none, or none that can be read. */
  Optional<ProviderAccountId> anyConnected();
}
