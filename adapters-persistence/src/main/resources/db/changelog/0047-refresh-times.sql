--liquibase formatted sql

--changeset cloud-aggregator:0047-columns
--comment: When a refresh last brought credentials, and when one last failed; for the account's page, nothing is decided by it.
ALTER TABLE cloud_provider_accounts
    ADD COLUMN refreshed_at      timestamptz,
    ADD COLUMN refresh_failed_at timestamptz;
--rollback ALTER TABLE cloud_provider_accounts DROP COLUMN refresh_failed_at, DROP COLUMN refreshed_at;
