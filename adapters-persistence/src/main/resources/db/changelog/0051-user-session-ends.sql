--liquibase formatted sql

--changeset cloud-aggregator:0051-table
--comment: The last time that a user ended all of his sessions; one that began with another mark, or with none, is over.
CREATE TABLE user_session_ends (
    user_id  text        COLLATE "C" NOT NULL,
    mark     uuid        NOT NULL,
    ended_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_session_ends_pkey PRIMARY KEY (user_id)
);
--rollback DROP TABLE user_session_ends;

--changeset cloud-aggregator:0051-purge
CREATE INDEX user_session_ends_ended_at_idx ON user_session_ends (ended_at);
--rollback DROP INDEX user_session_ends_ended_at_idx;

--changeset cloud-aggregator:0051-grants
GRANT SELECT, INSERT, UPDATE, DELETE ON user_session_ends TO "${runtimeRole}";
--rollback REVOKE ALL ON user_session_ends FROM "${runtimeRole}";
