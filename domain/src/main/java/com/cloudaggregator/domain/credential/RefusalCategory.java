package com.cloudaggregator.domain.credential;

import java.util.Locale;

/** Who can change something when a provider does not grant access. */
public enum RefusalCategory {
  /** Our client or our request: only the operators of this program can change it. */
  CONFIGURATION,
  /** The user's decision. */
  USER,
  /** A policy of the organization of the account. */
  ADMINISTRATOR,
  /** The state of the account. */
  ACCOUNT,
  /** A temporary problem at the provider. */
  TEMPORARY;

  /** The name in lower case, as it is logged. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
