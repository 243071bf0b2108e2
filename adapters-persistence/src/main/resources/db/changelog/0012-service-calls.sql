--liquibase formatted sql

--changeset cloud-aggregator:0012-table
--comment: What services asked for in users' names. No foreign key, since what was asked for need not exist.
CREATE TABLE service_calls (
    id          uuid        NOT NULL,
    service     text        COLLATE "C" NOT NULL,
    user_id     text        COLLATE "C" NOT NULL,
    account_id  uuid        NOT NULL,
    asked_epoch bigint,
    answer      text        COLLATE "C" NOT NULL,
    given_epoch bigint,
    trace_id    text        COLLATE "C" NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT service_calls_pkey PRIMARY KEY (id),
    CONSTRAINT service_calls_answer_check CHECK (answer ~ '^[a-z_]{1,63}$')
);
--rollback DROP TABLE service_calls;

--changeset cloud-aggregator:0012-of-an-account
--comment: Ids rise with time, so this is the order of an operator's pages too.
CREATE INDEX service_calls_account_id_idx ON service_calls (account_id, id);
--rollback DROP INDEX service_calls_account_id_idx;

--changeset cloud-aggregator:0012-purge
CREATE INDEX service_calls_at_idx ON service_calls (at);
--rollback DROP INDEX service_calls_at_idx;

--changeset cloud-aggregator:0012-grants
--comment: It is written, read and purged, never altered.
GRANT SELECT, INSERT, DELETE ON service_calls TO "${runtimeRole}";
--rollback REVOKE ALL ON service_calls FROM "${runtimeRole}";
