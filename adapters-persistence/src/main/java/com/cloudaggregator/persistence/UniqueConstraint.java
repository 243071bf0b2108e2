package com.cloudaggregator.persistence;

import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;

/** Every unique constraint and unique index of the schema, and what each keeps. A test compares it with pg_catalog. */
enum UniqueConstraint {
  /** One owner: a drive in the world has one row. */
  ONE_OWNER(DuplicateAccount.ONE_OWNER),
  ACCOUNT_ID("cloud_provider_accounts_pkey"),
  /** An epoch begins once. */
  EPOCH_ONCE("account_ownership_history_pkey"),
  /** An offer moves an account once. */
  TRANSFER_ONCE("account_ownership_history_jti_key"),
  /** A state is used once. */
  STATE_ONCE("used_authorization_states_pkey"),
  TRANSFER_ID("ownership_transfer_requests_pkey"),
  /** A requester holds one unused offer of an account. */
  ONE_UNUSED_OFFER("uniq_ownership_transfer_requests_unused"),
  NOTICE_ID("cloud_transfer_events_pkey"),
  /** A former owner is told once. */
  NOTICE_ONCE("cloud_transfer_events_account_id_epoch_key"),
  OUTBOX_ID("outbox_pkey"),
  /** The host product is told once. */
  EVENT_ONCE("outbox_account_id_epoch_type_occurrence_key"),
  /** Of one account no two events are delivered at once. */
  ONE_DELIVERY("uniq_outbox_account_id_underway"),
  /** A call of a service is recorded once. */
  SERVICE_CALL_ID("service_calls_pkey"),
  CANARY_KEY("vault_key_canaries_pkey"),
  EVIDENCE_ID("ownership_verification_evidence_pkey"),
  /** A job is due once, on whichever node. */
  JOB_ONCE("scheduled_tasks_pkey"),
  REVOCATION_ID("grant_revocations_pkey"),
  /** A release asks for one revocation. */
  REVOCATION_ONCE("grant_revocations_account_id_epoch_key"),
  /** What happens to the access within an epoch has its turn. */
  ACCESS_EVENT_ONCE("account_access_events_pkey"),
  /** A user has ended all of his sessions at one time last. */
  SESSION_END("user_session_ends_pkey"),
  /** A key has one row in the report of a task. */
  KEY_REPORT("vault_key_reports_pkey"),
  /** A work on keys has waited since one moment. */
  KEY_WAIT("vault_key_waits_pkey");

  private final String constraintName;

  UniqueConstraint(String constraintName) {
    this.constraintName = constraintName;
  }

  /** As the server names it. */
  String constraintName() {
    return constraintName;
  }
}
