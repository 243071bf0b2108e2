--liquibase formatted sql

--changeset cloud-aggregator:0081-types
--comment: A way back to connected is told as well.
ALTER TABLE outbox
    DROP CONSTRAINT outbox_type_check,
    DROP CONSTRAINT outbox_occurrence_check,
    ADD CONSTRAINT outbox_type_check CHECK (
        type IN ('account.connected', 'account.needs_reconnect', 'account.reconnected', 'account.released',
            'ownership.transferred')) NOT VALID,
    ADD CONSTRAINT outbox_occurrence_check CHECK (
        occurrence = 0 OR type IN ('account.needs_reconnect', 'account.reconnected')) NOT VALID;
--rollback DELETE FROM outbox WHERE type = 'account.reconnected';
--rollback ALTER TABLE outbox DROP CONSTRAINT outbox_type_check, DROP CONSTRAINT outbox_occurrence_check, ADD CONSTRAINT outbox_type_check CHECK (type IN ('account.connected', 'account.needs_reconnect', 'account.released', 'ownership.transferred')), ADD CONSTRAINT outbox_occurrence_check CHECK (occurrence = 0 OR type = 'account.needs_reconnect');

--changeset cloud-aggregator:0081-types-hold
--comment: Reads every row without keeping writers away.
ALTER TABLE outbox VALIDATE CONSTRAINT outbox_type_check;
ALTER TABLE outbox VALIDATE CONSTRAINT outbox_occurrence_check;
--rollback SELECT 1;

--changeset cloud-aggregator:0081-told-by-the-row splitStatements:false
--comment: Whatever statement changes the status within an epoch, its event is written with it: once, and in the order of the changes, since the row is locked. The id is a UUID of version 7, by the time of the server. The occurrence is the version of the credentials, by which a node of an earlier version recognizes the event as told.
CREATE FUNCTION cloud_provider_accounts_status_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    event text := CASE NEW.status WHEN 'needs_reconnect' THEN 'account.needs_reconnect' ELSE 'account.reconnected' END;
    milliseconds bytea := substring(int8send(CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)) FROM 3);
    time_ordered uuid := CAST(encode(
        set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING milliseconds FROM 1 FOR 6), 52, 1), 53, 1),
        'hex') AS uuid);
BEGIN
    INSERT INTO outbox (id, account_id, epoch, type, occurrence, payload)
    SELECT time_ordered, NEW.id, NEW.epoch, event,
        greatest(NEW.refresh_token_version, coalesce(max(told.occurrence) + 1, 0)),
        jsonb_build_object(
            'type', event,
            'timestamp', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'data', jsonb_strip_nulls(jsonb_build_object(
                'account_id', NEW.id,
                'provider', NEW.provider,
                'user_id', NEW.user_id,
                'epoch', NEW.epoch,
                'reason', CASE NEW.status WHEN 'needs_reconnect' THEN coalesce(NEW.reason, 'unspecified') END)))
    FROM outbox AS told
    WHERE told.account_id = NEW.id AND told.epoch = NEW.epoch AND told.type = event;
    RETURN NULL;
END
$$;
CREATE TRIGGER cloud_provider_accounts_status_event
    AFTER UPDATE OF status ON cloud_provider_accounts
    FOR EACH ROW WHEN (OLD.epoch = NEW.epoch AND OLD.status <> NEW.status AND NEW.user_id IS NOT NULL)
    EXECUTE FUNCTION cloud_provider_accounts_status_event();
--rollback DROP TRIGGER cloud_provider_accounts_status_event ON cloud_provider_accounts;
--rollback DROP FUNCTION cloud_provider_accounts_status_event();
