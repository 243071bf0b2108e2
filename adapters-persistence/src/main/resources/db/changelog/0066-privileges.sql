--liquibase formatted sql

--changeset cloud-aggregator:0066-nothing-for-public
--comment: Default privileges of the database may have given every role access to the tables.
REVOKE ALL ON cloud_provider_accounts, account_ownership_history, used_authorization_states,
    ownership_transfer_requests, cloud_transfer_events, outbox, vault_key_canaries, ownership_verification_evidence,
    service_calls, scheduled_tasks, grant_revocations, vault_key_reports, vault_key_waits, account_access_events,
    spring_session, spring_session_attributes
    FROM PUBLIC;
--rollback SELECT 1;
