--liquibase formatted sql

--changeset cloud-aggregator:0002-table
--comment: Who owned what, from which epoch on and why; written once.
CREATE TABLE account_ownership_history (
    account_id uuid        NOT NULL,
    epoch      bigint      NOT NULL,
    from_user  text        COLLATE "C",
    to_user    text        COLLATE "C",
    cause      text        COLLATE "C" NOT NULL,
    jti        uuid,
    at         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT account_ownership_history_pkey PRIMARY KEY (account_id, epoch),
    CONSTRAINT account_ownership_history_jti_key UNIQUE (jti),
    CONSTRAINT account_ownership_history_account_id_fkey
        FOREIGN KEY (account_id) REFERENCES cloud_provider_accounts (id),
    CONSTRAINT account_ownership_history_cause_check CHECK (
        CASE cause
            WHEN 'connected' THEN from_user IS NULL AND to_user IS NOT NULL AND jti IS NULL AND epoch = 1
            WHEN 'adopted' THEN from_user IS NULL AND to_user IS NOT NULL AND jti IS NULL AND epoch > 1
            WHEN 'transferred' THEN from_user <> to_user AND num_nulls(from_user, to_user, jti) = 0 AND epoch > 1
            WHEN 'released' THEN from_user IS NOT NULL AND to_user IS NULL AND jti IS NULL AND epoch > 1
            ELSE false
        END)
);
--rollback DROP TABLE account_ownership_history;

--changeset cloud-aggregator:0002-append-only splitStatements:false
--comment: Holds for the owner of the table too, whom no grant binds.
CREATE FUNCTION account_ownership_history_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'account_ownership_history is append-only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER account_ownership_history_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON account_ownership_history
    FOR EACH STATEMENT EXECUTE FUNCTION account_ownership_history_append_only();
--rollback DROP TRIGGER account_ownership_history_append_only ON account_ownership_history;
--rollback DROP FUNCTION account_ownership_history_append_only();

--changeset cloud-aggregator:0002-grants
GRANT SELECT, INSERT ON account_ownership_history TO "${runtimeRole}";
--rollback REVOKE ALL ON account_ownership_history FROM "${runtimeRole}";
