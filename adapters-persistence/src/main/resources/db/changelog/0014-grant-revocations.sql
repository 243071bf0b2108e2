--liquibase formatted sql

--changeset cloud-aggregator:0014-table
--comment: What is to be revoked at a provider after a release, and what became of it; a token is here only while it is pending.
CREATE TABLE grant_revocations (
    id           uuid        NOT NULL,
    account_id   uuid        NOT NULL,
    -- At which the release left the account; once it has moved on, nothing may be revoked any more.
    epoch        bigint      NOT NULL,
    provider     text        COLLATE "C" NOT NULL,
    user_id      text        COLLATE "C" NOT NULL,
    masked_label text        NOT NULL,
    state        text        COLLATE "C" NOT NULL,
    token_kind   text        COLLATE "C",
    token_sealed bytea,
    token_key_id text        COLLATE "C"
        GENERATED ALWAYS AS (split_part(encode(token_sealed, 'escape'), '.', 2)) STORED,
    -- How often it was claimed; it also tells one claim from the next.
    attempts     integer     NOT NULL DEFAULT 0,
    -- When it may be claimed; a claim puts it off by its lease.
    due_at       timestamptz NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now(),
    settled_at   timestamptz,
    CONSTRAINT grant_revocations_pkey PRIMARY KEY (id),
    CONSTRAINT grant_revocations_account_id_epoch_key UNIQUE (account_id, epoch),
    CONSTRAINT grant_revocations_account_id_fkey FOREIGN KEY (account_id) REFERENCES cloud_provider_accounts (id),
    CONSTRAINT grant_revocations_epoch_check CHECK (epoch > 1),
    CONSTRAINT grant_revocations_token_kind_check CHECK (token_kind IN ('access_token', 'refresh_token')),
    CONSTRAINT grant_revocations_state_check CHECK (
        CASE
            WHEN state = 'pending' THEN num_nulls(token_kind, token_sealed) = 0 AND settled_at IS NULL
            WHEN state IN ('revoked', 'unsupported', 'failed', 'dropped') THEN
                token_sealed IS NULL AND settled_at IS NOT NULL
            ELSE false
        END)
);
--rollback DROP TABLE grant_revocations;

--changeset cloud-aggregator:0014-due
--comment: The job claims what has been due longest.
CREATE INDEX grant_revocations_due_at_idx ON grant_revocations (due_at) WHERE state = 'pending';
--rollback DROP INDEX grant_revocations_due_at_idx;

--changeset cloud-aggregator:0014-of-a-user
CREATE INDEX grant_revocations_user_id_idx ON grant_revocations (user_id, requested_at DESC, id DESC);
--rollback DROP INDEX grant_revocations_user_id_idx;

--changeset cloud-aggregator:0014-purge
CREATE INDEX grant_revocations_settled_at_idx ON grant_revocations (settled_at) WHERE settled_at IS NOT NULL;
--rollback DROP INDEX grant_revocations_settled_at_idx;

--changeset cloud-aggregator:0014-grants
GRANT SELECT, INSERT, DELETE, UPDATE (state, token_sealed, attempts, due_at, settled_at)
    ON grant_revocations TO "${runtimeRole}";
--rollback REVOKE ALL ON grant_revocations FROM "${runtimeRole}";
