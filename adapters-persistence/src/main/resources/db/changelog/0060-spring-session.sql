--liquibase formatted sql

--changeset cloud-aggregator:0060-table
--comment: The built-in pages' sessions, as Spring Session JDBC names them. Times are milliseconds since 1970. A session without a user is not stored.
CREATE TABLE spring_session (
    primary_id            text   COLLATE "C" NOT NULL,
    session_id            text   COLLATE "C" NOT NULL,
    creation_time         bigint NOT NULL,
    last_access_time      bigint NOT NULL,
    max_inactive_interval integer NOT NULL,
    expiry_time           bigint NOT NULL,
    principal_name        text   COLLATE "C" NOT NULL,
    CONSTRAINT spring_session_pkey PRIMARY KEY (primary_id),
    CONSTRAINT spring_session_session_id_key UNIQUE (session_id)
);
CREATE TABLE spring_session_attributes (
    session_primary_id text  COLLATE "C" NOT NULL,
    attribute_name     text  COLLATE "C" NOT NULL,
    attribute_bytes    bytea NOT NULL,
    CONSTRAINT spring_session_attributes_pkey PRIMARY KEY (session_primary_id, attribute_name),
    CONSTRAINT spring_session_attributes_session_primary_id_fkey FOREIGN KEY (session_primary_id)
        REFERENCES spring_session (primary_id) ON DELETE CASCADE
);
--rollback DROP TABLE spring_session_attributes; DROP TABLE spring_session;

--changeset cloud-aggregator:0060-purge
CREATE INDEX spring_session_expiry_time_idx ON spring_session (expiry_time);
--rollback DROP INDEX spring_session_expiry_time_idx;

--changeset cloud-aggregator:0060-of-a-user
CREATE INDEX spring_session_principal_name_idx ON spring_session (principal_name);
--rollback DROP INDEX spring_session_principal_name_idx;

--changeset cloud-aggregator:0060-grants
GRANT SELECT, INSERT, UPDATE, DELETE ON spring_session, spring_session_attributes TO "${runtimeRole}";
--rollback REVOKE ALL ON spring_session, spring_session_attributes FROM "${runtimeRole}";
