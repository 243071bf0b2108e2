package com.cloudaggregator.application.notice;

import com.cloudaggregator.domain.account.UserId;
import java.util.UUID;

/** Marks notices as read by the former owner they belong to. Can be repeated. */
public final class AcknowledgeNotice {
  private final Notices notices;

  public AcknowledgeNotice(Notices notices) {
    this.notices = notices;
  }

  /** Marks all current notices of this user as read. */
  public void acknowledgeAll(UserId caller) {
    notices.acknowledgeAll(caller);
  }

  public AcknowledgeOutcome acknowledge(UUID notice, UserId caller) {
    return notices.acknowledge(notice, caller);
  }
}
