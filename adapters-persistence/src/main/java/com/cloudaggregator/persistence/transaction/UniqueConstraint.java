package com.cloudaggregator.persistence.transaction;

import com.cloudaggregator.domain.event.AccountEvent.DuplicateAccount;

/**
 * Every unique constraint and unique index of the schema. A test compares the list with {@code
 * pg_catalog}.
 */
public enum UniqueConstraint {
  /** A provider account has one row, and so one owner. */
  ONE_OWNER(DuplicateAccount.ONE_OWNER),
  ACCOUNT_ID("cloud_provider_accounts_pkey"),
  /** An account enters each epoch once. */
  EPOCH_ONCE("account_ownership_history_pkey"),
  /** An offer moves its account once. */
  TRANSFER_ONCE("account_ownership_history_jti_key"),
  /** An authorization state is used once. */
  STATE_ONCE("used_authorization_states_pkey"),
  TRANSFER_ID("ownership_transfer_requests_pkey"),
  /** A user has at most one unused offer for an account. */
  ONE_UNUSED_OFFER("uniq_ownership_transfer_requests_unused"),
  NOTICE_ID("cloud_transfer_events_pkey"),
  /** A former owner gets one notice for each transfer. */
  NOTICE_ONCE("cloud_transfer_events_account_id_epoch_key"),
  OUTBOX_ID("outbox_pkey"),
  /** The host product gets each event once. */
  EVENT_ONCE("outbox_account_id_epoch_type_occurrence_key"),
  /** At most one webhook event of an account is being delivered. */
  ONE_DELIVERY("uniq_outbox_account_id_underway"),
  SERVICE_CALL_ID("service_calls_pkey"),
  CANARY_KEY("vault_key_canaries_pkey"),
  EVIDENCE_ID("ownership_verification_evidence_pkey"),
  /** A job is scheduled once for all nodes. */
  JOB_ONCE("scheduled_tasks_pkey"),
  REVOCATION_ID("grant_revocations_pkey"),
  /** A release requests one revocation. */
  REVOCATION_ONCE("grant_revocations_account_id_epoch_key"),
  /** Access events of an epoch are numbered without duplicates. */
  ACCESS_EVENT_ONCE("account_access_events_pkey"),
  SESSION_ROW("spring_session_pkey"),
  SESSION_ID("spring_session_session_id_key"),
  /** A session has one value for each attribute. */
  SESSION_ATTRIBUTE("spring_session_attributes_pkey"),
  PSEUDONYM("user_pseudonyms_pkey"),
  /** A user has one pseudonym. */
  ONE_PSEUDONYM("user_pseudonyms_user_id_key"),
  /** A user has one address for e-mails. */
  CONTACT("user_contacts_pkey"),
  /** An erased user is marked once. */
  ERASED_USER("erased_users_pkey"),
  OPERATOR_ACTION_ID("operator_actions_pkey"),
  /** A node has one row. */
  NODE("node_key_rings_pkey"),
  /** A key has one row in the report of a task. */
  KEY_REPORT("vault_key_reports_pkey"),
  /** A task has one row for the time since which it has work. */
  KEY_WAIT("vault_key_waits_pkey"),
  /** The endpoint of the host product has one state. */
  ONE_ENDPOINT("webhook_endpoint_pkey");

  private final String constraintName;

  UniqueConstraint(String constraintName) {
    this.constraintName = constraintName;
  }

  /** The name in {@code pg_catalog}. */
  public String constraintName() {
    return constraintName;
  }
}
