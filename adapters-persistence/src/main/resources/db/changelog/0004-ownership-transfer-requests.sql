--liquibase formatted sql

--changeset cloud-aggregator:0004-table
--comment: What stands behind a transfer token, and the requester's own credentials until they are used.
CREATE TABLE ownership_transfer_requests (
    jti                     uuid        NOT NULL,
    requester               text        COLLATE "C" NOT NULL,
    account_id              uuid        NOT NULL,
    expected_owner          text        COLLATE "C" NOT NULL,
    expected_epoch          bigint      NOT NULL,
    access_token_sealed     bytea,
    access_token_expires_at timestamptz,
    refresh_token_sealed    bytea,
    scopes                  text        COLLATE "C",
    label                   text        NOT NULL,
    created_at              timestamptz NOT NULL DEFAULT now(),
    expires_at              timestamptz NOT NULL,
    used_at                 timestamptz,
    moved_to_epoch          bigint,
    CONSTRAINT ownership_transfer_requests_pkey PRIMARY KEY (jti),
    CONSTRAINT ownership_transfer_requests_account_id_fkey
        FOREIGN KEY (account_id) REFERENCES cloud_provider_accounts (id),
    CONSTRAINT ownership_transfer_requests_requester_check CHECK (requester <> expected_owner),
    CONSTRAINT ownership_transfer_requests_expected_epoch_check CHECK (expected_epoch >= 1),
    -- Parked credentials are there exactly until the offer is used.
    CONSTRAINT ownership_transfer_requests_used_check CHECK (
        CASE
            WHEN used_at IS NULL THEN num_nulls(access_token_sealed, scopes) = 0 AND moved_to_epoch IS NULL
            ELSE num_nonnulls(access_token_sealed, access_token_expires_at, refresh_token_sealed, scopes) = 0
                AND moved_to_epoch = expected_epoch + 1
        END)
);
--rollback DROP TABLE ownership_transfer_requests;

--changeset cloud-aggregator:0004-one-offer
--comment: A newer offer of the same account to the same user takes the place of the older one.
CREATE UNIQUE INDEX uniq_ownership_transfer_requests_unused
    ON ownership_transfer_requests (requester, account_id) WHERE used_at IS NULL;
--rollback DROP INDEX uniq_ownership_transfer_requests_unused;

--changeset cloud-aggregator:0004-purge
CREATE INDEX ownership_transfer_requests_expires_at_idx ON ownership_transfer_requests (expires_at);
--rollback DROP INDEX ownership_transfer_requests_expires_at_idx;

--changeset cloud-aggregator:0004-grants
GRANT SELECT, INSERT, UPDATE, DELETE ON ownership_transfer_requests TO "${runtimeRole}";
--rollback REVOKE ALL ON ownership_transfer_requests FROM "${runtimeRole}";
