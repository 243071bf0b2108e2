--liquibase formatted sql

--changeset cloud-aggregator:0043-table
--comment: Since when a work on the keys of the vault has had something to do; no row while it has nothing.
CREATE TABLE vault_key_waits (
    task  text        COLLATE "C" NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT vault_key_waits_pkey PRIMARY KEY (task),
    CONSTRAINT vault_key_waits_task_check CHECK (task IN ('reencrypt', 'verify'))
);
--rollback DROP TABLE vault_key_waits;

--changeset cloud-aggregator:0043-grants
GRANT SELECT, INSERT, DELETE ON vault_key_waits TO "${runtimeRole}";
--rollback REVOKE ALL ON vault_key_waits FROM "${runtimeRole}";
