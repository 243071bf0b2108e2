--liquibase formatted sql

--changeset cloud-aggregator:0063-expiring
--comment: A proactive refresh reads the due accounts of one provider in the order of an index, those in a pause separately.
DROP INDEX cloud_provider_accounts_expiring_idx;
CREATE INDEX cloud_provider_accounts_expiring_idx ON cloud_provider_accounts (provider, access_token_expires_at)
    WHERE status = 'connected' AND refresh_token_sealed IS NOT NULL AND refresh_not_before IS NULL;
CREATE INDEX cloud_provider_accounts_paused_idx ON cloud_provider_accounts (provider, refresh_not_before)
    WHERE status = 'connected' AND refresh_token_sealed IS NOT NULL AND refresh_not_before IS NOT NULL;
--rollback DROP INDEX cloud_provider_accounts_paused_idx;
--rollback DROP INDEX cloud_provider_accounts_expiring_idx;
--rollback CREATE INDEX cloud_provider_accounts_expiring_idx ON cloud_provider_accounts (access_token_expires_at) WHERE status = 'connected' AND refresh_token_sealed IS NOT NULL;
