--liquibase formatted sql

--changeset cloud-aggregator:0046-table
--comment: What became of an owner's access within an epoch: lost, or given anew by signing in again. No foreign key, since accounts are never deleted.
CREATE TABLE account_access_events (
    account_id uuid        NOT NULL,
    epoch      bigint      NOT NULL,
    turn       bigint      NOT NULL,
    user_id    text        COLLATE "C" NOT NULL,
    kind       text        COLLATE "C" NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT account_access_events_pkey PRIMARY KEY (account_id, epoch, turn),
    CONSTRAINT account_access_events_turn_check CHECK (turn > 0),
    CONSTRAINT account_access_events_kind_check CHECK (kind IN ('reconnected', 'needs_reconnect'))
);
--rollback DROP TABLE account_access_events;

--changeset cloud-aggregator:0046-of-a-user
--comment: A user's timeline, newest first, a page at a time.
CREATE INDEX account_access_events_user_id_idx
    ON account_access_events (user_id, at DESC, account_id DESC, epoch DESC, turn DESC);
--rollback DROP INDEX account_access_events_user_id_idx;

--changeset cloud-aggregator:0046-purge
CREATE INDEX account_access_events_at_idx ON account_access_events (at);
--rollback DROP INDEX account_access_events_at_idx;

--changeset cloud-aggregator:0046-grants
--comment: It is written, read and purged, never altered.
GRANT SELECT, INSERT, DELETE ON account_access_events TO "${runtimeRole}";
--rollback REVOKE ALL ON account_access_events FROM "${runtimeRole}";
