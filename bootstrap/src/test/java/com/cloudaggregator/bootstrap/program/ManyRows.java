package com.cloudaggregator.bootstrap.program;

import java.util.List;
import java.util.Set;

/** Tables as they are after years: many accounts of many users, and what belongs to them. */
final class ManyRows {
  /** The tables that are filled. */
  static final Set<String> TABLES =
      Set.of(
          "cloud_provider_accounts",
          "account_ownership_history",
          "ownership_transfer_requests",
          "cloud_transfer_events",
          "outbox",
          "ownership_verification_evidence",
          "grant_revocations",
          "account_access_events",
          "service_calls",
          "used_authorization_states",
          "spring_session",
          "spring_session_attributes",
          "user_contacts",
          "user_pseudonyms");

  private static final String ID = "lpad(to_hex(n), 32, '0')::uuid";
  private static final String SEALED = "convert_to('v1.k1.' || repeat(md5(n::text), 8), 'UTF8')";

  private ManyRows() {}

  /**
   * Without the triggers and checks of a change. What is due or running is rare, as in a program
   * whose jobs keep up.
   */
  static void fill(Rows rows, int count) {
    List.of(
            """
            cloud_provider_accounts (id, provider, provider_account_id, user_id, epoch, status, label,
              scopes, access_token_sealed, access_token_expires_at, refresh_token_sealed)
            SELECT ID, 'onedrive', 'filled-' || n, 'user-' || n / 3, 1, 'connected', 'filled-' || n,
              'Files.Read', SEALED, now() + n * interval '1 second', SEALED""",
            """
            user_pseudonyms (user_id, pseudonym) SELECT 'user-' || n, md5('user-' || n)""",
            """
            user_contacts (user_id, email, language) SELECT 'user-' || n, n || '@mail.example', 'en'""",
            """
            account_ownership_history (account_id, epoch, to_user, cause)
            SELECT ID, 1, md5('user-' || n / 3), 'connected'""",
            """
            ownership_transfer_requests (jti, requester, account_id, expected_owner, expected_epoch,
              label, created_at, expires_at)
            SELECT ID, 'other-' || n / 3, ID, 'user-' || n / 3, 1, 'filled', now() - n * interval '1 second',
              now() - n * interval '1 second'""",
            """
            cloud_transfer_events (id, user_id, account_id, provider, masked_label, epoch, acknowledged_at)
            SELECT ID, 'user-' || n / 3, ID, 'onedrive', 'f•••', 2, now()""",
            """
            outbox (id, account_id, epoch, type, payload, delivered_at, state, created_at)
            SELECT ID, ID, 1, 'account.connected',
              jsonb_build_object('data', jsonb_build_object('user_id', 'user-' || n / 3)),
              now(), 'delivered', now() - n * interval '1 second'""",
            """
            ownership_verification_evidence (id, evidence, provider, provider_account_id, trace_id, at)
            SELECT ID, 'filled_evidence_' || chr(97 + n % 20), 'onedrive', 'filled-' || n, '-', now() - n * interval '1 second'""",
            """
            grant_revocations (id, account_id, epoch, provider, user_id, masked_label, state, due_at, settled_at)
            SELECT ID, ID, 2, 'onedrive', 'user-' || n / 3, 'f•••', 'revoked', now(), now()""",
            """
            account_access_events (account_id, epoch, turn, user_id, kind)
            SELECT ID, 1, 1, 'user-' || n / 3, 'reconnected'""",
            """
            service_calls (id, service, user_id, account_id, answer, trace_id)
            SELECT ID, 'host-backend', 'user-' || n / 3, ID, 'given', '-'""",
            """
            used_authorization_states (state_hash, expires_at)
            SELECT sha256(n::text::bytea), now() + n * interval '1 second'""",
            """
            spring_session (primary_id, session_id, creation_time, last_access_time, max_inactive_interval,
              expiry_time, principal_name)
            SELECT 'p' || n, 's' || n, 0, 0, 28800, (extract(epoch FROM now()) * 1000)::bigint + n * 1000, 'user-' || n / 3""",
            """
            spring_session_attributes (session_primary_id, attribute_name, attribute_bytes)
            SELECT 'p' || n, 'a', SEALED""")
        .forEach(
            table ->
                rows.execute(
                    "SET session_replication_role = replica; INSERT INTO "
                        + table.replace("SEALED", SEALED).replace(" ID,", " " + ID + ",")
                        + " FROM generate_series(1, "
                        + count
                        + ") AS n"));
    rows.execute("VACUUM ANALYZE");
  }
}
