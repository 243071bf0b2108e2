--liquibase formatted sql

--changeset cloud-aggregator:0009-by-status
--comment: An operator's list of accounts of one status, a page at a time.
CREATE INDEX cloud_provider_accounts_status_id_idx ON cloud_provider_accounts (status, id);
--rollback DROP INDEX cloud_provider_accounts_status_id_idx;

--changeset cloud-aggregator:0009-pending-offers
--comment: The unused offers of one account.
CREATE INDEX ownership_transfer_requests_account_id_idx
    ON ownership_transfer_requests (account_id, expires_at) WHERE used_at IS NULL;
--rollback DROP INDEX ownership_transfer_requests_account_id_idx;
