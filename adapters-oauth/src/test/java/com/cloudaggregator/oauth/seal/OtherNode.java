package com.cloudaggregator.oauth.seal;

import com.cloudaggregator.application.StoreException;
import com.cloudaggregator.application.keys.OtherKeys;
import com.cloudaggregator.domain.event.StoreFault;

/** Another running node with one key. */
record OtherNode(KeyUse use, String key) implements OtherKeys {
  static final OtherKeys WITHOUT_KEYS = (_, _) -> {};

  @Override
  public void requireUnknown(KeyUse asked, String id) {
    if (asked == use && id.equals(key)) {
      throw new StoreException(
          new StoreFault(StoreFault.Kind.UNAVAILABLE, "UnknownKey", null, "not here", null), null);
    }
  }
}
