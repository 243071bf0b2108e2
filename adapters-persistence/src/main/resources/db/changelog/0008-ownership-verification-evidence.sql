--liquibase formatted sql

--changeset cloud-aggregator:0008-table
--comment: How 23505 was met, kept as long as the retention says; no foreign key, since a refused row may be of no account.
CREATE TABLE ownership_verification_evidence (
    id                  uuid        NOT NULL,
    evidence            text        COLLATE "C" NOT NULL,
    provider            text        COLLATE "C" NOT NULL,
    provider_account_id text        COLLATE "C" NOT NULL,
    constraint_name     text        COLLATE "C",
    trace_id            text        COLLATE "C" NOT NULL,
    at                  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ownership_verification_evidence_pkey PRIMARY KEY (id),
    CONSTRAINT ownership_verification_evidence_evidence_check CHECK (evidence ~ '^[a-z_]{1,63}$')
);
--rollback DROP TABLE ownership_verification_evidence;

--changeset cloud-aggregator:0008-figures
--comment: How often and when last.
CREATE INDEX ownership_verification_evidence_evidence_at_idx ON ownership_verification_evidence (evidence, at);
--rollback DROP INDEX ownership_verification_evidence_evidence_at_idx;

--changeset cloud-aggregator:0008-of-an-account
CREATE INDEX ownership_verification_evidence_account_idx
    ON ownership_verification_evidence (provider, provider_account_id, at);
--rollback DROP INDEX ownership_verification_evidence_account_idx;

--changeset cloud-aggregator:0008-purge
CREATE INDEX ownership_verification_evidence_at_idx ON ownership_verification_evidence (at);
--rollback DROP INDEX ownership_verification_evidence_at_idx;

--changeset cloud-aggregator:0008-grants
--comment: It is written, read and purged, never altered.
GRANT SELECT, INSERT, DELETE ON ownership_verification_evidence TO "${runtimeRole}";
--rollback REVOKE ALL ON ownership_verification_evidence FROM "${runtimeRole}";
