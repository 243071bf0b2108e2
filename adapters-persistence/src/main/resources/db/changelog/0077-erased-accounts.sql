--liquibase formatted sql

--changeset cloud-aggregator:0077-key
--comment: What the keyed hashes of erased values are made with: one row, which never changes.
CREATE TABLE erasure_key (
    key bytea NOT NULL,
    CONSTRAINT erasure_key_key_check CHECK (octet_length(key) = 32)
);
INSERT INTO erasure_key (key) VALUES (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
REVOKE ALL ON erasure_key FROM PUBLIC;
GRANT SELECT ON erasure_key TO "${runtimeRole}";
--rollback DROP TABLE erasure_key;

--changeset cloud-aggregator:0077-hash splitStatements:false
--comment: What takes the place of an erased value that has to be recognised: its keyed hash.
CREATE FUNCTION erased_value(kind text, value text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT 'erased:' || encode(sha256(key || sha256(key || convert_to(kind || ' ' || value, 'UTF8'))), 'hex')
    FROM erasure_key
$$;
--rollback DROP FUNCTION erased_value(text, text);

--changeset cloud-aggregator:0077-one-owner splitStatements:false
--comment: The rule of one owner for an account whose id was erased. It runs after the unique index has decided, so it sees an erasure that the index has waited for.
CREATE FUNCTION cloud_provider_accounts_one_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM cloud_provider_accounts
        WHERE provider = NEW.provider AND provider_account_id = erased_value(NEW.provider, NEW.provider_account_id))
    THEN
        RAISE EXCEPTION 'duplicate key value violates unique constraint "uniq_cloud_provider_accounts_global"'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'uniq_cloud_provider_accounts_global',
                SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER cloud_provider_accounts_one_owner
    AFTER INSERT ON cloud_provider_accounts
    FOR EACH ROW EXECUTE FUNCTION cloud_provider_accounts_one_owner();
--rollback DROP TRIGGER cloud_provider_accounts_one_owner ON cloud_provider_accounts;
--rollback DROP FUNCTION cloud_provider_accounts_one_owner();
