package com.cloudaggregator.application.erasure;

import com.cloudaggregator.application.token.ServiceCall;
import com.cloudaggregator.application.token.ServiceCall.CallResult;
import com.cloudaggregator.application.token.ServiceCalls;
import com.cloudaggregator.domain.account.UserId;

/**
 * Exports what is stored about a user of the host product (<a
 * href="https://eur-lex.europa.eu/eli/reg/2016/679/oj">GDPR, article 15</a>), without secrets. The
 * call is recorded before it is answered.
 */
public final class ExportUser {
  /** Maximum number of records per kind. */
  public static final int LIMIT = 10_000;

  private final UserRecords records;
  private final ServiceCalls calls;

  public ExportUser(UserRecords records, ServiceCalls calls) {
    this.records = records;
    this.calls = calls;
  }

  /**
   * @param service the caller
   */
  public UserExport export(UserId service, UserId user) {
    calls.record(ServiceCall.aboutUser(service, user, CallResult.USER_EXPORTED));
    return records.export(user, LIMIT);
  }
}
