--liquibase formatted sql

--changeset cloud-aggregator:0007-table
--comment: A constant, sealed under each key that was ever active: a wrong key is found at the start, not at the first refresh.
CREATE TABLE vault_key_canaries (
    key_id text  COLLATE "C" NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT vault_key_canaries_pkey PRIMARY KEY (key_id)
);
--rollback DROP TABLE vault_key_canaries;

--changeset cloud-aggregator:0007-grants
GRANT SELECT, INSERT ON vault_key_canaries TO "${runtimeRole}";
--rollback REVOKE ALL ON vault_key_canaries FROM "${runtimeRole}";
