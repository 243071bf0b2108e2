package com.cloudaggregator.application.notice;

import com.cloudaggregator.application.port.Notices;
import com.cloudaggregator.application.port.Notices.AcknowledgeResult;
import com.cloudaggregator.domain.account.UserId;
import java.util.UUID;

/** Takes note that a former owner has understood; only his own notice, any number of times. */
public final class AcknowledgeNotice {
  private final Notices notices;

  public AcknowledgeNotice(Notices notices) {
    this.notices = notices;
  }

  /** The same of all that there are at this moment. */
  public void acknowledgeAll(UserId caller) {
    notices.acknowledgeAll(caller);
  }

  public AcknowledgeOutcome acknowledge(UUID notice, UserId caller) {
    return switch (notices.acknowledge(notice, caller)) {
      case AcknowledgeResult.ACKNOWLEDGED -> new AcknowledgeOutcome.Acknowledged();
      case AcknowledgeResult.NOT_FOUND -> new AcknowledgeOutcome.NotFound();
    };
  }
}
