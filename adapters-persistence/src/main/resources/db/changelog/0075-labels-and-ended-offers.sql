--liquibase formatted sql

--changeset cloud-aggregator:0075-labels
--comment: A label ends with the release: only provider, provider account id and epoch stay.
UPDATE cloud_provider_accounts SET label = '' WHERE status = 'released' AND label <> '';
--rollback SELECT 1;

--changeset cloud-aggregator:0075-ended-offers
--comment: Parked credentials are destroyed when the offer is used, or soon after it has ended in another way.
ALTER TABLE ownership_transfer_requests
    DROP CONSTRAINT ownership_transfer_requests_used_check,
    ADD CONSTRAINT ownership_transfer_requests_used_check CHECK (
        CASE
            WHEN used_at IS NULL THEN moved_to_epoch IS NULL
            ELSE access_token_sealed IS NULL AND moved_to_epoch = expected_epoch + 1
        END),
    ADD CONSTRAINT ownership_transfer_requests_parked_check CHECK (
        CASE
            WHEN access_token_sealed IS NOT NULL THEN scopes IS NOT NULL
            ELSE num_nonnulls(access_token_expires_at, refresh_token_sealed, scopes) = 0
        END);
--rollback DELETE FROM ownership_transfer_requests WHERE used_at IS NULL AND access_token_sealed IS NULL;
--rollback ALTER TABLE ownership_transfer_requests DROP CONSTRAINT ownership_transfer_requests_parked_check, DROP CONSTRAINT ownership_transfer_requests_used_check, ADD CONSTRAINT ownership_transfer_requests_used_check CHECK (CASE WHEN used_at IS NULL THEN num_nulls(access_token_sealed, scopes) = 0 AND moved_to_epoch IS NULL ELSE num_nonnulls(access_token_sealed, access_token_expires_at, refresh_token_sealed, scopes) = 0 AND moved_to_epoch = expected_epoch + 1 END);

--changeset cloud-aggregator:0075-parked
--comment: Offers that still hold credentials; a job looks through them.
CREATE INDEX ownership_transfer_requests_parked_idx ON ownership_transfer_requests (expires_at)
    WHERE access_token_sealed IS NOT NULL;
--rollback DROP INDEX ownership_transfer_requests_parked_idx;
