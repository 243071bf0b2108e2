--liquibase formatted sql

--changeset cloud-aggregator:0005-table
--comment: What a former owner is told; never to whom the account went.
CREATE TABLE cloud_transfer_events (
    id              uuid        NOT NULL,
    user_id         text        COLLATE "C" NOT NULL,
    account_id      uuid        NOT NULL,
    provider        text        COLLATE "C" NOT NULL,
    masked_label    text        NOT NULL,
    epoch           bigint      NOT NULL,
    occurred_at     timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz,
    CONSTRAINT cloud_transfer_events_pkey PRIMARY KEY (id),
    CONSTRAINT cloud_transfer_events_account_id_epoch_key UNIQUE (account_id, epoch),
    CONSTRAINT cloud_transfer_events_account_id_fkey
        FOREIGN KEY (account_id) REFERENCES cloud_provider_accounts (id),
    CONSTRAINT cloud_transfer_events_epoch_check CHECK (epoch > 1)
);
--rollback DROP TABLE cloud_transfer_events;

--changeset cloud-aggregator:0005-of-a-user
CREATE INDEX cloud_transfer_events_user_id_idx ON cloud_transfer_events (user_id, occurred_at DESC, id DESC);
--rollback DROP INDEX cloud_transfer_events_user_id_idx;

--changeset cloud-aggregator:0005-grants
--comment: What was told stays told: only its reading is noted.
GRANT SELECT, INSERT, UPDATE (acknowledged_at) ON cloud_transfer_events TO "${runtimeRole}";
--rollback REVOKE ALL ON cloud_transfer_events FROM "${runtimeRole}";
