--liquibase formatted sql

--changeset cloud-aggregator:0076-table
--comment: The name of a user in the ownership history. An erasure deletes the row; the history then names nobody.
CREATE TABLE user_pseudonyms (
    pseudonym text COLLATE "C" NOT NULL DEFAULT gen_random_uuid()::text,
    user_id   text COLLATE "C" NOT NULL,
    CONSTRAINT user_pseudonyms_pkey PRIMARY KEY (pseudonym),
    CONSTRAINT user_pseudonyms_user_id_key UNIQUE (user_id)
);
--rollback DROP TABLE user_pseudonyms;

--changeset cloud-aggregator:0076-grants
REVOKE ALL ON user_pseudonyms FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON user_pseudonyms TO "${runtimeRole}";
--rollback REVOKE ALL ON user_pseudonyms FROM "${runtimeRole}";

--changeset cloud-aggregator:0076-existing-history
--comment: The history is append-only for everyone but this changeset.
INSERT INTO user_pseudonyms (user_id)
    SELECT from_user FROM account_ownership_history WHERE from_user IS NOT NULL
    UNION SELECT to_user FROM account_ownership_history WHERE to_user IS NOT NULL;
ALTER TABLE account_ownership_history DISABLE TRIGGER account_ownership_history_append_only;
UPDATE account_ownership_history SET
    from_user = (SELECT pseudonym FROM user_pseudonyms WHERE user_id = from_user),
    to_user = (SELECT pseudonym FROM user_pseudonyms WHERE user_id = to_user);
ALTER TABLE account_ownership_history ENABLE TRIGGER account_ownership_history_append_only;
--rollback ALTER TABLE account_ownership_history DISABLE TRIGGER account_ownership_history_append_only;
--rollback UPDATE account_ownership_history SET from_user = coalesce((SELECT user_id FROM user_pseudonyms WHERE pseudonym = from_user), from_user), to_user = coalesce((SELECT user_id FROM user_pseudonyms WHERE pseudonym = to_user), to_user);
--rollback ALTER TABLE account_ownership_history ENABLE TRIGGER account_ownership_history_append_only;

--changeset cloud-aggregator:0076-pseudonyms splitStatements:false
--comment: No statement can write a user id into the history. The shared lock on the user makes an erasure wait for this change, and this change for an erasure.
CREATE FUNCTION pseudonym_of(known text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found_pseudonym text;
BEGIN
    IF known IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(known, 86));
    SELECT pseudonym INTO found_pseudonym FROM user_pseudonyms WHERE user_id = known;
    IF found_pseudonym IS NULL THEN
        INSERT INTO user_pseudonyms (user_id) VALUES (known) ON CONFLICT (user_id) DO NOTHING;
        SELECT pseudonym INTO found_pseudonym FROM user_pseudonyms WHERE user_id = known;
    END IF;
    RETURN found_pseudonym;
END
$$;
CREATE FUNCTION account_ownership_history_pseudonyms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.from_user := pseudonym_of(NEW.from_user);
    NEW.to_user := pseudonym_of(NEW.to_user);
    RETURN NEW;
END
$$;
CREATE TRIGGER account_ownership_history_pseudonyms
    BEFORE INSERT ON account_ownership_history
    FOR EACH ROW EXECUTE FUNCTION account_ownership_history_pseudonyms();
--rollback DROP TRIGGER account_ownership_history_pseudonyms ON account_ownership_history;
--rollback DROP FUNCTION account_ownership_history_pseudonyms();
--rollback DROP FUNCTION pseudonym_of(text);
