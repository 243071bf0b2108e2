--liquibase formatted sql

--changeset cloud-aggregator:0001-table
--comment: One row for each drive in the world that was ever connected. A row and its epoch outlive every owner.
CREATE TABLE cloud_provider_accounts (
    id                      uuid        NOT NULL,
    provider                text        COLLATE "C" NOT NULL,
    provider_account_id     text        COLLATE "C" NOT NULL,
    user_id                 text        COLLATE "C",
    epoch                   bigint      NOT NULL,
    status                  text        COLLATE "C" NOT NULL,
    reason                  text        COLLATE "C",
    label                   text        NOT NULL,
    access_token_sealed     bytea,
    access_token_expires_at timestamptz,
    refresh_token_sealed    bytea,
    refresh_token_version   bigint      NOT NULL DEFAULT 0,
    scopes                  text        COLLATE "C",
    -- A sealed value begins with "v1.<key id>."; an old key may go when these two name it no more.
    access_token_key_id     text        COLLATE "C"
        GENERATED ALWAYS AS (split_part(encode(access_token_sealed, 'escape'), '.', 2)) STORED,
    refresh_token_key_id    text        COLLATE "C"
        GENERATED ALWAYS AS (split_part(encode(refresh_token_sealed, 'escape'), '.', 2)) STORED,
    connected_at            timestamptz NOT NULL DEFAULT now(),
    updated_at              timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cloud_provider_accounts_pkey PRIMARY KEY (id),
    CONSTRAINT cloud_provider_accounts_provider_check CHECK (provider ~ '^[a-z][a-z0-9]{1,31}$'),
    CONSTRAINT cloud_provider_accounts_provider_account_id_check CHECK (provider_account_id ~ '^[!-~]{1,255}$'),
    CONSTRAINT cloud_provider_accounts_user_id_check CHECK (user_id ~ '^[!-~]{1,255}$'),
    CONSTRAINT cloud_provider_accounts_epoch_check CHECK (epoch >= 1),
    CONSTRAINT cloud_provider_accounts_status_check CHECK (status IN ('connected', 'needs_reconnect', 'released')),
    CONSTRAINT cloud_provider_accounts_reason_check CHECK (reason IS NULL OR status = 'needs_reconnect'),
    -- Released, owned by nobody, and without credentials are one and the same.
    CONSTRAINT cloud_provider_accounts_released_check CHECK (
        CASE status
            WHEN 'released' THEN num_nonnulls(
                user_id, access_token_sealed, access_token_expires_at, refresh_token_sealed, scopes) = 0
            ELSE num_nulls(user_id, access_token_sealed, scopes) = 0
        END)
);
--rollback DROP TABLE cloud_provider_accounts;

--changeset cloud-aggregator:0001-one-owner
--comment: The rule of one owner. The program refuses to start without it.
CREATE UNIQUE INDEX uniq_cloud_provider_accounts_global ON cloud_provider_accounts (provider, provider_account_id);
--rollback DROP INDEX uniq_cloud_provider_accounts_global;

--changeset cloud-aggregator:0001-of-a-user
--comment: What a user owns, a page at a time.
CREATE INDEX cloud_provider_accounts_user_id_idx ON cloud_provider_accounts (user_id, id);
--rollback DROP INDEX cloud_provider_accounts_user_id_idx;

--changeset cloud-aggregator:0001-grants
--comment: A row is never deleted, so that its epoch is never used twice.
GRANT SELECT, INSERT, UPDATE ON cloud_provider_accounts TO "${runtimeRole}";
--rollback REVOKE ALL ON cloud_provider_accounts FROM "${runtimeRole}";
