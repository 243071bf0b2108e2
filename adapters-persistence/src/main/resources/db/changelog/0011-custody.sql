--liquibase formatted sql

--changeset cloud-aggregator:0011-refresh
--comment: Who is refreshing, until when nobody may try again and why, and since when it is unknown what a refresh did.
ALTER TABLE cloud_provider_accounts
    ADD COLUMN refresh_lease_id      uuid,
    ADD COLUMN refresh_lease_until   timestamptz,
    ADD COLUMN refresh_failures      integer NOT NULL DEFAULT 0,
    ADD COLUMN refresh_not_before    timestamptz,
    ADD COLUMN refresh_trouble       text COLLATE "C",
    ADD COLUMN refresh_unknown_since timestamptz,
    ADD CONSTRAINT cloud_provider_accounts_refresh_lease_check CHECK (
        num_nulls(refresh_lease_id, refresh_lease_until) IN (0, 2)),
    ADD CONSTRAINT cloud_provider_accounts_refresh_trouble_check CHECK (
        num_nulls(refresh_not_before, refresh_trouble) IN (0, 2));
--rollback ALTER TABLE cloud_provider_accounts DROP CONSTRAINT cloud_provider_accounts_refresh_trouble_check, DROP CONSTRAINT cloud_provider_accounts_refresh_lease_check, DROP COLUMN refresh_unknown_since, DROP COLUMN refresh_trouble, DROP COLUMN refresh_not_before, DROP COLUMN refresh_failures, DROP COLUMN refresh_lease_until, DROP COLUMN refresh_lease_id;

--changeset cloud-aggregator:0011-expiring
--comment: What a proactive refresh looks for.
CREATE INDEX cloud_provider_accounts_expiring_idx ON cloud_provider_accounts (access_token_expires_at)
    WHERE status = 'connected' AND refresh_token_sealed IS NOT NULL;
--rollback DROP INDEX cloud_provider_accounts_expiring_idx;
