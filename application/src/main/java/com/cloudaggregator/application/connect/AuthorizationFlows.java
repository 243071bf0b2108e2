package com.cloudaggregator.application.connect;

import com.cloudaggregator.domain.credential.Secret;
import java.util.Optional;

/** Keeps a started flow in the browser that started it, encrypted and authenticated. */
public interface AuthorizationFlows {

  Secret seal(AuthorizationFlow flow);

  /**
   * Seals the answer to an authorization response.
   *
   * @param response as received; another response of the same flow does not open the answer
   */
  Secret sealAnswer(StateHash state, Secret response, Secret answer);

  /**
   * @return empty unless it was sealed for this state and response with a key of this ring and is
   *     unchanged
   * @throws com.cloudaggregator.application.StoreException if another running node has the key
   */
  Optional<Secret> openAnswer(StateHash state, Secret response, Secret sealed);

  /**
   * @return empty unless the bytes were sealed with a key of this ring and are unchanged
   * @throws com.cloudaggregator.application.StoreException if another running node has the key
   */
  Optional<AuthorizationFlow> open(Secret sealed);
}
