--liquibase formatted sql

--changeset cloud-aggregator:0010-needs-reconnect
--comment: An account may need its owner more than once within an epoch: each version of its credentials fails once.
ALTER TABLE outbox
    ADD COLUMN occurrence bigint NOT NULL DEFAULT 0,
    DROP CONSTRAINT outbox_type_check,
    ADD CONSTRAINT outbox_type_check CHECK (
        type IN ('account.connected', 'account.needs_reconnect', 'account.released', 'ownership.transferred')),
    ADD CONSTRAINT outbox_occurrence_check CHECK (occurrence = 0 OR type = 'account.needs_reconnect'),
    DROP CONSTRAINT outbox_account_id_epoch_type_key,
    ADD CONSTRAINT outbox_account_id_epoch_type_occurrence_key UNIQUE (account_id, epoch, type, occurrence);
--rollback DELETE FROM outbox WHERE type = 'account.needs_reconnect';
--rollback ALTER TABLE outbox DROP CONSTRAINT outbox_account_id_epoch_type_occurrence_key, DROP CONSTRAINT outbox_occurrence_check, DROP CONSTRAINT outbox_type_check, DROP COLUMN occurrence, ADD CONSTRAINT outbox_type_check CHECK (type IN ('account.connected', 'account.released', 'ownership.transferred')), ADD CONSTRAINT outbox_account_id_epoch_type_key UNIQUE (account_id, epoch, type);
