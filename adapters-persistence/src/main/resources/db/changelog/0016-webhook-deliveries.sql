--liquibase formatted sql

--changeset cloud-aggregator:0016-delivery
--comment: What became of an event at the host product, and who is at it. An event that has failed holds back the later ones of its account.
ALTER TABLE outbox
    ADD COLUMN state       text        COLLATE "C" NOT NULL DEFAULT 'pending',
    -- How often it was claimed; it also tells one claim from the next.
    ADD COLUMN attempts    integer     NOT NULL DEFAULT 0,
    -- The same since it was last asked for; the pauses grow with it.
    ADD COLUMN tries       integer     NOT NULL DEFAULT 0,
    -- Whether a node is at it, until due_at.
    ADD COLUMN underway    boolean     NOT NULL DEFAULT false,
    -- When it may be claimed; a claim puts it off by its lease.
    ADD COLUMN due_at      timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN last_status text        COLLATE "C",
    ADD CONSTRAINT outbox_state_check CHECK (
        CASE state
            WHEN 'pending' THEN true
            WHEN 'delivered' THEN delivered_at IS NOT NULL AND NOT underway
            WHEN 'failed' THEN NOT underway
            WHEN 'discarded' THEN NOT underway
            ELSE false
        END);
--rollback ALTER TABLE outbox DROP CONSTRAINT outbox_state_check, DROP COLUMN last_status, DROP COLUMN due_at, DROP COLUMN underway, DROP COLUMN tries, DROP COLUMN attempts, DROP COLUMN state;

--changeset cloud-aggregator:0016-one-underway
--comment: Of one account no two events are delivered at once.
CREATE UNIQUE INDEX uniq_outbox_account_id_underway ON outbox (account_id) WHERE underway;
--rollback DROP INDEX uniq_outbox_account_id_underway;

--changeset cloud-aggregator:0016-line
--comment: Whether an earlier event of the account still stands in line.
CREATE INDEX outbox_line_idx ON outbox (account_id, position) WHERE state IN ('pending', 'failed');
--rollback DROP INDEX outbox_line_idx;

--changeset cloud-aggregator:0016-due
--comment: The relay claims what has been due longest; it no longer goes by position alone.
CREATE INDEX outbox_due_at_idx ON outbox (due_at) WHERE state = 'pending';
DROP INDEX outbox_undelivered_idx;
--rollback CREATE INDEX outbox_undelivered_idx ON outbox (position) WHERE delivered_at IS NULL;
--rollback DROP INDEX outbox_due_at_idx;

--changeset cloud-aggregator:0016-look-ups
--comment: An operator's pages, newest first: of a state, of an account.
CREATE INDEX outbox_state_id_idx ON outbox (state, id);
CREATE INDEX outbox_account_id_id_idx ON outbox (account_id, id);
--rollback DROP INDEX outbox_account_id_id_idx;
--rollback DROP INDEX outbox_state_id_idx;

--changeset cloud-aggregator:0016-purge
CREATE INDEX outbox_created_at_idx ON outbox (created_at);
--rollback DROP INDEX outbox_created_at_idx;

--changeset cloud-aggregator:0016-grants
GRANT DELETE, UPDATE (state, attempts, tries, underway, due_at, last_status, delivered_at) ON outbox TO "${runtimeRole}";
--rollback REVOKE DELETE, UPDATE (state, attempts, tries, underway, due_at, last_status) ON outbox FROM "${runtimeRole}";
