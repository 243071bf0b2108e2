--liquibase formatted sql

--changeset cloud-aggregator:0091-table
--comment: The running nodes, and the ids of the keys that each was started with; the first id of a ring is the active key.
CREATE TABLE node_key_rings (
    node          uuid        NOT NULL,
    name          text        COLLATE "C" NOT NULL,
    vault_keys    text[]      COLLATE "C" NOT NULL,
    transfer_keys text[]      COLLATE "C" NOT NULL,
    flow_keys     text[]      COLLATE "C" NOT NULL,
    seen_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT node_key_rings_pkey PRIMARY KEY (node),
    CONSTRAINT node_key_rings_active_check CHECK (cardinality(vault_keys) > 0 AND cardinality(transfer_keys) > 0 AND cardinality(flow_keys) > 0)
);
--rollback DROP TABLE node_key_rings;

--changeset cloud-aggregator:0091-grants
REVOKE ALL ON node_key_rings FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON node_key_rings TO "${runtimeRole}";
--rollback REVOKE ALL ON node_key_rings FROM "${runtimeRole}";
