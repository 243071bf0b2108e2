--liquibase formatted sql

--changeset cloud-aggregator:0003-table
--comment: The states that were used, by their SHA-256; a flow that is only started leaves nothing here.
CREATE TABLE used_authorization_states (
    state_hash bytea       NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT used_authorization_states_pkey PRIMARY KEY (state_hash),
    CONSTRAINT used_authorization_states_state_hash_check CHECK (octet_length(state_hash) = 32)
);
--rollback DROP TABLE used_authorization_states;

--changeset cloud-aggregator:0003-purge
CREATE INDEX used_authorization_states_expires_at_idx ON used_authorization_states (expires_at);
--rollback DROP INDEX used_authorization_states_expires_at_idx;

--changeset cloud-aggregator:0003-grants
--comment: SELECT because a DELETE with a condition reads.
GRANT SELECT, INSERT, DELETE ON used_authorization_states TO "${runtimeRole}";
--rollback REVOKE ALL ON used_authorization_states FROM "${runtimeRole}";
