--liquibase formatted sql

--changeset cloud-aggregator:0018-migrations-can-be-looked-up splitStatements:false
--comment: The runtime role may see which migrations have run, which --verify-installation tells; it may not change it.
DO $$ BEGIN
    IF to_regclass('databasechangelog') IS NOT NULL THEN
        GRANT SELECT ON databasechangelog TO "${runtimeRole}";
    END IF;
END $$;
--rollback DO $$ BEGIN IF to_regclass('databasechangelog') IS NOT NULL THEN REVOKE SELECT ON databasechangelog FROM "${runtimeRole}"; END IF; END $$;
