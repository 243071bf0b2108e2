--liquibase formatted sql

--changeset cloud-aggregator:0084-table
--comment: What operators did to an account, and why. No foreign key, since accounts are never deleted.
CREATE TABLE operator_actions (
    id         uuid        NOT NULL,
    account_id uuid        NOT NULL,
    -- Of the account before the action.
    epoch      bigint      NOT NULL,
    action     text        COLLATE "C" NOT NULL,
    -- Pseudonyms; owner is null if the account was released.
    operator   text        COLLATE "C" NOT NULL,
    owner      text        COLLATE "C",
    reason     text        COLLATE "C" NOT NULL,
    trace_id   text        COLLATE "C" NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT operator_actions_pkey PRIMARY KEY (id),
    CONSTRAINT operator_actions_action_check CHECK (action IN ('release', 'freeze', 'unfreeze')),
    CONSTRAINT operator_actions_reason_check CHECK (char_length(reason) <= 500)
);
--rollback DROP TABLE operator_actions;

--changeset cloud-aggregator:0084-look-ups
--comment: The history of an account, the latest actions, and what an erasure looks for.
CREATE INDEX operator_actions_account_id_idx ON operator_actions (account_id, at);
CREATE INDEX operator_actions_at_idx ON operator_actions (at);
CREATE INDEX operator_actions_owner_idx ON operator_actions (owner) WHERE owner IS NOT NULL;
--rollback DROP INDEX operator_actions_owner_idx;
--rollback DROP INDEX operator_actions_at_idx;
--rollback DROP INDEX operator_actions_account_id_idx;

--changeset cloud-aggregator:0084-pseudonyms splitStatements:false
--comment: As in the history of owners, no statement can write a user id.
CREATE FUNCTION operator_actions_pseudonyms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.operator := pseudonym_of(NEW.operator);
    NEW.owner := pseudonym_of(NEW.owner);
    RETURN NEW;
END
$$;
CREATE TRIGGER operator_actions_pseudonyms
    BEFORE INSERT ON operator_actions
    FOR EACH ROW EXECUTE FUNCTION operator_actions_pseudonyms();
--rollback DROP TRIGGER operator_actions_pseudonyms ON operator_actions;
--rollback DROP FUNCTION operator_actions_pseudonyms();

--changeset cloud-aggregator:0084-grants
--comment: Only the reason can change: an erasure of the owner empties it.
REVOKE ALL ON operator_actions FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (reason) ON operator_actions TO "${runtimeRole}";
--rollback REVOKE ALL ON operator_actions FROM "${runtimeRole}";
