package com.cloudaggregator.application.port;

import com.cloudaggregator.application.port.StartLimits.LimitResult;
import com.cloudaggregator.domain.account.UserId;

/** How often in a minute access tokens for one user's accounts may be asked for, whoever asks; on each node. */
public interface TokenLimits {

  LimitResult tryAsk(UserId owner);
}
