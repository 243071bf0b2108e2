--liquibase formatted sql

--changeset cloud-aggregator:0086-overview
--comment: The latest changes of each kind, and their number in a span of time.
CREATE INDEX account_ownership_history_cause_at_idx ON account_ownership_history (cause, at);
CREATE INDEX account_access_events_kind_at_idx ON account_access_events (kind, at);
--rollback DROP INDEX account_access_events_kind_at_idx;
--rollback DROP INDEX account_ownership_history_cause_at_idx;

--changeset cloud-aggregator:0086-by-address
--comment: An operator looks for the address that a user tells.
CREATE INDEX cloud_provider_accounts_label_idx ON cloud_provider_accounts (lower(label), id) WHERE label <> '';
--rollback DROP INDEX cloud_provider_accounts_label_idx;

--changeset cloud-aggregator:0086-events-by-type
--comment: An operator's list of events of one type, newest first.
CREATE INDEX outbox_type_id_idx ON outbox (type, id);
--rollback DROP INDEX outbox_type_id_idx;

--changeset cloud-aggregator:0086-offers-of-an-account
--comment: All offers of one account, used ones included.
CREATE INDEX ownership_transfer_requests_account_created_idx ON ownership_transfer_requests (account_id, created_at);
--rollback DROP INDEX ownership_transfer_requests_account_created_idx;
