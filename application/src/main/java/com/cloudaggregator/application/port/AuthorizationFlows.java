package com.cloudaggregator.application.port;

import com.cloudaggregator.application.flow.AuthorizationFlow;
import com.cloudaggregator.domain.credential.Secret;
import java.util.Optional;

/** Carries a started flow in the browser that started it, encrypted and authenticated. */
public interface AuthorizationFlows {

  Secret seal(AuthorizationFlow flow);

  /** The flow, if these bytes were sealed here with a key of the ring and are unchanged; else absent. */
  Optional<AuthorizationFlow> open(Secret sealed);
}
