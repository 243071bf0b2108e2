--liquibase formatted sql

--changeset cloud-aggregator:0095-column
--comment: The owner's own name for an account; empty if there is none.
ALTER TABLE cloud_provider_accounts
    ADD COLUMN nickname text COLLATE "C" NOT NULL DEFAULT '',
    ADD CONSTRAINT cloud_provider_accounts_nickname_check CHECK (char_length(nickname) <= 60);
--rollback ALTER TABLE cloud_provider_accounts DROP COLUMN nickname;

--changeset cloud-aggregator:0095-ends-with-the-ownership splitStatements:false
--comment: No statement, not even one of an earlier version, leaves a nickname to the next owner.
CREATE FUNCTION cloud_provider_accounts_nickname() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.nickname := '';
    RETURN NEW;
END
$$;
CREATE TRIGGER cloud_provider_accounts_nickname
    BEFORE UPDATE OF user_id ON cloud_provider_accounts
    FOR EACH ROW WHEN (OLD.user_id IS DISTINCT FROM NEW.user_id)
    EXECUTE FUNCTION cloud_provider_accounts_nickname();
--rollback DROP TRIGGER cloud_provider_accounts_nickname ON cloud_provider_accounts;
--rollback DROP FUNCTION cloud_provider_accounts_nickname();
