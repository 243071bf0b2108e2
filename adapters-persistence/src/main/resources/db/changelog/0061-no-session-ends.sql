--liquibase formatted sql

--changeset cloud-aggregator:0061-table
--comment: Sign out everywhere deletes the user's rows in spring_session.
DROP TABLE user_session_ends;
--rollback CREATE TABLE user_session_ends (user_id text COLLATE "C" NOT NULL, mark uuid NOT NULL, ended_at timestamptz NOT NULL DEFAULT now(), CONSTRAINT user_session_ends_pkey PRIMARY KEY (user_id)); CREATE INDEX user_session_ends_ended_at_idx ON user_session_ends (ended_at); GRANT SELECT, INSERT, UPDATE, DELETE ON user_session_ends TO "${runtimeRole}";
