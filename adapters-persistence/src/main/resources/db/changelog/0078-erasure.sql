--liquibase formatted sql

--changeset cloud-aggregator:0078-events
--comment: An event of an erased user is deleted as soon as the host product has it.
ALTER TABLE outbox ADD COLUMN forget boolean NOT NULL DEFAULT false;
CREATE INDEX outbox_user_id_idx ON outbox ((payload -> 'data' ->> 'user_id')) WHERE NOT forget;
CREATE INDEX outbox_forget_idx ON outbox (state) WHERE forget;
GRANT UPDATE (forget) ON outbox TO "${runtimeRole}";
--rollback DROP INDEX outbox_forget_idx;
--rollback DROP INDEX outbox_user_id_idx;
--rollback REVOKE UPDATE (forget) ON outbox FROM "${runtimeRole}";
--rollback ALTER TABLE outbox DROP COLUMN forget;

--changeset cloud-aggregator:0078-of-a-user
--comment: What an erasure looks for.
CREATE INDEX ownership_transfer_requests_requester_idx ON ownership_transfer_requests (requester);
CREATE INDEX ownership_transfer_requests_expected_owner_idx ON ownership_transfer_requests (expected_owner);
CREATE INDEX service_calls_user_id_idx ON service_calls (user_id);
--rollback DROP INDEX service_calls_user_id_idx;
--rollback DROP INDEX ownership_transfer_requests_expected_owner_idx;
--rollback DROP INDEX ownership_transfer_requests_requester_idx;

--changeset cloud-aggregator:0078-grants
--comment: An erasure deletes notices, and puts pseudonyms into what stays.
GRANT DELETE ON cloud_transfer_events TO "${runtimeRole}";
GRANT UPDATE (user_id) ON service_calls TO "${runtimeRole}";
GRANT UPDATE (user_id, masked_label) ON grant_revocations TO "${runtimeRole}";
GRANT UPDATE (provider_account_id) ON ownership_verification_evidence TO "${runtimeRole}";
--rollback REVOKE DELETE ON cloud_transfer_events FROM "${runtimeRole}";
--rollback REVOKE UPDATE (user_id) ON service_calls FROM "${runtimeRole}";
--rollback REVOKE UPDATE (user_id, masked_label) ON grant_revocations FROM "${runtimeRole}";
--rollback REVOKE UPDATE (provider_account_id) ON ownership_verification_evidence FROM "${runtimeRole}";

--changeset cloud-aggregator:0078-erased-users
--comment: Keyed hashes of users who were erased within the last minutes, longer than a flow can take.
CREATE TABLE erased_users (
    user_hash text COLLATE "C" NOT NULL,
    erased_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT erased_users_pkey PRIMARY KEY (user_hash)
);
REVOKE ALL ON erased_users FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (erased_at), DELETE ON erased_users TO "${runtimeRole}";
--rollback DROP TABLE erased_users;

--changeset cloud-aggregator:0078-nothing-after-an-erasure splitStatements:false
--comment: What was decided before an erasure stores nothing about the user after it. The shared lock on the user makes the erasure wait for what is under way, and what comes later see the erasure.
CREATE FUNCTION is_erased_user(known text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(known, 86));
    RETURN EXISTS (SELECT FROM erased_users WHERE user_hash = erased_value('user', known));
END
$$;
CREATE FUNCTION cloud_provider_accounts_erased_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_erased_user(NEW.user_id) THEN
        RAISE EXCEPTION 'the user has been erased' USING ERRCODE = 'UE001', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER cloud_provider_accounts_erased_user
    BEFORE INSERT OR UPDATE OF user_id ON cloud_provider_accounts
    FOR EACH ROW WHEN (NEW.user_id IS NOT NULL) EXECUTE FUNCTION cloud_provider_accounts_erased_user();
CREATE FUNCTION ownership_transfer_requests_erased_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_erased_user(NEW.requester) THEN
        RAISE EXCEPTION 'the user has been erased' USING ERRCODE = 'UE001', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ownership_transfer_requests_erased_user
    BEFORE INSERT ON ownership_transfer_requests
    FOR EACH ROW EXECUTE FUNCTION ownership_transfer_requests_erased_user();
-- The session is not stored; the program takes it for one that has ended.
CREATE FUNCTION spring_session_erased_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE WHEN NOT is_erased_user(NEW.principal_name) THEN NEW END;
END
$$;
CREATE TRIGGER spring_session_erased_user
    BEFORE INSERT ON spring_session
    FOR EACH ROW EXECUTE FUNCTION spring_session_erased_user();
-- The call is recorded without the user.
CREATE FUNCTION service_calls_erased_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF is_erased_user(NEW.user_id) THEN
        NEW.user_id := gen_random_uuid();
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER service_calls_erased_user
    BEFORE INSERT ON service_calls
    FOR EACH ROW EXECUTE FUNCTION service_calls_erased_user();
--rollback DROP TRIGGER service_calls_erased_user ON service_calls;
--rollback DROP FUNCTION service_calls_erased_user();
--rollback DROP TRIGGER spring_session_erased_user ON spring_session;
--rollback DROP FUNCTION spring_session_erased_user();
--rollback DROP TRIGGER ownership_transfer_requests_erased_user ON ownership_transfer_requests;
--rollback DROP FUNCTION ownership_transfer_requests_erased_user();
--rollback DROP TRIGGER cloud_provider_accounts_erased_user ON cloud_provider_accounts;
--rollback DROP FUNCTION cloud_provider_accounts_erased_user();
--rollback DROP FUNCTION is_erased_user(text);
