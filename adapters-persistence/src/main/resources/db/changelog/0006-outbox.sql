--liquibase formatted sql

--changeset cloud-aggregator:0006-table
--comment: Events for the host product, written in the transaction that they tell of.
CREATE TABLE outbox (
    id           uuid        NOT NULL,
    position     bigint      GENERATED ALWAYS AS IDENTITY NOT NULL,
    account_id   uuid        NOT NULL,
    epoch        bigint      NOT NULL,
    type         text        COLLATE "C" NOT NULL,
    payload      jsonb       NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz,
    CONSTRAINT outbox_pkey PRIMARY KEY (id),
    CONSTRAINT outbox_account_id_epoch_type_key UNIQUE (account_id, epoch, type),
    CONSTRAINT outbox_account_id_fkey FOREIGN KEY (account_id) REFERENCES cloud_provider_accounts (id),
    CONSTRAINT outbox_type_check CHECK (type IN ('account.connected', 'account.released', 'ownership.transferred'))
);
--rollback DROP TABLE outbox;

--changeset cloud-aggregator:0006-undelivered
--comment: The relay reads what is left, in order, and keeps the order within an account.
CREATE INDEX outbox_undelivered_idx ON outbox (position) WHERE delivered_at IS NULL;
--rollback DROP INDEX outbox_undelivered_idx;

--changeset cloud-aggregator:0006-grants
--comment: An event is never altered: only its delivery is noted.
GRANT SELECT, INSERT, UPDATE (delivered_at) ON outbox TO "${runtimeRole}";
--rollback REVOKE ALL ON outbox FROM "${runtimeRole}";
