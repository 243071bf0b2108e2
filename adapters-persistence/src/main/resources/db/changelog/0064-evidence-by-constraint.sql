--liquibase formatted sql

--changeset cloud-aggregator:0064-by-constraint
--comment: The operator's figures jump from one provider and constraint to the next.
CREATE INDEX ownership_verification_evidence_constraint_idx
    ON ownership_verification_evidence (provider, constraint_name, at) WHERE constraint_name IS NOT NULL;
--rollback DROP INDEX ownership_verification_evidence_constraint_idx;
