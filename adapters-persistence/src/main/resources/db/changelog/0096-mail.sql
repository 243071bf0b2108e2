--liquibase formatted sql

--changeset cloud-aggregator:0096-contacts
--comment: Where a user is notified by e-mail. No decision reads it.
CREATE TABLE user_contacts (
    user_id    text        COLLATE "C" NOT NULL,
    email      text        COLLATE "C" NOT NULL,
    language   text        COLLATE "C" NOT NULL,
    -- The user's choice; an address that is remembered later does not change it.
    wanted     boolean     NOT NULL DEFAULT true,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_contacts_pkey PRIMARY KEY (user_id),
    CONSTRAINT user_contacts_email_check CHECK (length(email) BETWEEN 3 AND 254),
    CONSTRAINT user_contacts_language_check CHECK (language IN ('en', 'es'))
);
REVOKE ALL ON user_contacts FROM PUBLIC;
GRANT SELECT, INSERT, DELETE, UPDATE (email, language, wanted, updated_at) ON user_contacts TO "${runtimeRole}";
--rollback DROP TABLE user_contacts;

--changeset cloud-aggregator:0096-nothing-after-an-erasure splitStatements:false
--comment: The address of a user who has just been erased is not stored.
CREATE FUNCTION user_contacts_erased_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE WHEN NOT is_erased_user(NEW.user_id) THEN NEW END;
END
$$;
CREATE TRIGGER user_contacts_erased_user
    BEFORE INSERT ON user_contacts
    FOR EACH ROW EXECUTE FUNCTION user_contacts_erased_user();
--rollback DROP TRIGGER user_contacts_erased_user ON user_contacts;
--rollback DROP FUNCTION user_contacts_erased_user();

--changeset cloud-aggregator:0096-channel
--comment: An event is for the host product's webhook, or for an e-mail to a former owner. E-mails do not take part in the order of an account's webhook events.
ALTER TABLE outbox
    ADD COLUMN channel text COLLATE "C" NOT NULL DEFAULT 'webhook',
    DROP CONSTRAINT outbox_type_check,
    ADD CONSTRAINT outbox_type_check CHECK (
        CASE channel
            WHEN 'webhook' THEN type IN ('account.connected', 'account.needs_reconnect', 'account.reconnected',
                'account.released', 'ownership.transferred')
            WHEN 'email' THEN type = 'ownership.lost'
            ELSE false
        END) NOT VALID;
DROP INDEX uniq_outbox_account_id_underway;
CREATE UNIQUE INDEX uniq_outbox_account_id_underway ON outbox (account_id) WHERE underway AND channel = 'webhook';
CREATE INDEX outbox_email_due_at_idx ON outbox (due_at) WHERE channel = 'email' AND state = 'pending';
--rollback DELETE FROM outbox WHERE channel = 'email';
--rollback DROP INDEX outbox_email_due_at_idx;
--rollback DROP INDEX uniq_outbox_account_id_underway;
--rollback ALTER TABLE outbox DROP CONSTRAINT outbox_type_check, DROP COLUMN channel, ADD CONSTRAINT outbox_type_check CHECK (type IN ('account.connected', 'account.needs_reconnect', 'account.reconnected', 'account.released', 'ownership.transferred'));
--rollback CREATE UNIQUE INDEX uniq_outbox_account_id_underway ON outbox (account_id) WHERE underway;

--changeset cloud-aggregator:0096-channel-holds
--comment: Reads every row without keeping writers away.
ALTER TABLE outbox VALIDATE CONSTRAINT outbox_type_check;
--rollback SELECT 1;

--changeset cloud-aggregator:0096-line splitStatements:false
--comment: Only webhook events stand in line.
CREATE OR REPLACE FUNCTION outbox_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE outbox SET held = false
    WHERE held AND id = (
        SELECT id FROM outbox
        WHERE account_id = OLD.account_id AND channel = 'webhook' AND state IN ('pending', 'failed')
        ORDER BY position LIMIT 1);
    RETURN NULL;
END $$;
--rollback CREATE OR REPLACE FUNCTION outbox_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE outbox SET held = false WHERE held AND id = (SELECT id FROM outbox WHERE account_id = OLD.account_id AND state IN ('pending', 'failed') ORDER BY position LIMIT 1); RETURN NULL; END $$;

--changeset cloud-aggregator:0096-counts
--comment: Webhook events of a state are counted from the index alone.
DROP INDEX outbox_state_id_idx;
CREATE INDEX outbox_state_id_idx ON outbox (state, id) INCLUDE (channel);
--rollback DROP INDEX outbox_state_id_idx;
--rollback CREATE INDEX outbox_state_id_idx ON outbox (state, id);
