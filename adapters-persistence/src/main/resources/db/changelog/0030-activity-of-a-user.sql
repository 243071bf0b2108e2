--liquibase formatted sql

--changeset cloud-aggregator:0030-gained
--comment: What a user came to own, newest first, a page at a time.
CREATE INDEX account_ownership_history_to_user_idx
    ON account_ownership_history (to_user, at DESC, account_id DESC, epoch DESC) WHERE to_user IS NOT NULL;
--rollback DROP INDEX account_ownership_history_to_user_idx;

--changeset cloud-aggregator:0030-lost
--comment: What a user gave up or lost, likewise.
CREATE INDEX account_ownership_history_from_user_idx
    ON account_ownership_history (from_user, at DESC, account_id DESC, epoch DESC) WHERE from_user IS NOT NULL;
--rollback DROP INDEX account_ownership_history_from_user_idx;

--changeset cloud-aggregator:0030-unread
--comment: The count on the bell, which every page shows.
CREATE INDEX cloud_transfer_events_unread_idx ON cloud_transfer_events (user_id) WHERE acknowledged_at IS NULL;
--rollback DROP INDEX cloud_transfer_events_unread_idx;
