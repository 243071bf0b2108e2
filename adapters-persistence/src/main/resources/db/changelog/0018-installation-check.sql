--liquibase formatted sql

--changeset cloud-aggregator:0018-migrations-can-be-looked-up
--comment: The runtime role may see which migrations have run, which --verify-installation tells; it may not change that.
GRANT SELECT ON databasechangelog TO "${runtimeRole}";
--rollback REVOKE SELECT ON databasechangelog FROM "${runtimeRole}";
