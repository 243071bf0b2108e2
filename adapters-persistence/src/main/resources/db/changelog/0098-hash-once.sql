--liquibase formatted sql

--changeset cloud-aggregator:0098-one-owner splitStatements:false rollbackSplitStatements:false
--comment: Hashes the id once for each row. Before, a plan that was made for a small table hashed it once for each row of the table. The index is used whatever size the table had then.
CREATE OR REPLACE FUNCTION cloud_provider_accounts_one_owner() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    erased text := erased_value(NEW.provider, NEW.provider_account_id);
BEGIN
    IF EXISTS (
        SELECT FROM cloud_provider_accounts WHERE provider = NEW.provider AND provider_account_id = erased)
    THEN
        RAISE EXCEPTION 'duplicate key value violates unique constraint "uniq_cloud_provider_accounts_global"'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'uniq_cloud_provider_accounts_global',
                SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;
--rollback CREATE OR REPLACE FUNCTION cloud_provider_accounts_one_owner() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT FROM cloud_provider_accounts WHERE provider = NEW.provider AND provider_account_id = erased_value(NEW.provider, NEW.provider_account_id)) THEN RAISE EXCEPTION 'duplicate key value violates unique constraint "uniq_cloud_provider_accounts_global"' USING ERRCODE = 'unique_violation', CONSTRAINT = 'uniq_cloud_provider_accounts_global', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME; END IF; RETURN NULL; END $$;

--changeset cloud-aggregator:0098-erased-user splitStatements:false rollbackSplitStatements:false
--comment: The same for the users that were erased.
CREATE OR REPLACE FUNCTION is_erased_user(known text) RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    hash text := erased_value('user', known);
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(known, 86));
    RETURN EXISTS (SELECT FROM erased_users WHERE user_hash = hash);
END
$$;
--rollback CREATE OR REPLACE FUNCTION is_erased_user(known text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(hashtextextended(known, 86)); RETURN EXISTS (SELECT FROM erased_users WHERE user_hash = erased_value('user', known)); END $$;

--changeset cloud-aggregator:0098-erased-value splitStatements:false rollbackSplitStatements:false
--comment: PL/pgSQL keeps the plan for the session; SQL makes it again for each statement.
CREATE OR REPLACE FUNCTION erased_value(kind text, value text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        SELECT 'erased:' || encode(sha256(key || sha256(key || convert_to(kind || ' ' || value, 'UTF8'))), 'hex')
        FROM erasure_key);
END
$$;
--rollback CREATE OR REPLACE FUNCTION erased_value(kind text, value text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT 'erased:' || encode(sha256(key || sha256(key || convert_to(kind || ' ' || value, 'UTF8'))), 'hex') FROM erasure_key $$;
