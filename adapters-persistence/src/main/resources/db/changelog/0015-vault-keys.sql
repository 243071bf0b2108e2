--liquibase formatted sql

--changeset cloud-aggregator:0015-parked-key-ids
--comment: Parked credentials tell their keys too, and an offer which key signed its token.
ALTER TABLE ownership_transfer_requests
    ADD COLUMN access_token_key_id  text COLLATE "C"
        GENERATED ALWAYS AS (split_part(encode(access_token_sealed, 'escape'), '.', 2)) STORED,
    ADD COLUMN refresh_token_key_id text COLLATE "C"
        GENERATED ALWAYS AS (split_part(encode(refresh_token_sealed, 'escape'), '.', 2)) STORED,
    -- Null in offers from before this column.
    ADD COLUMN token_key_id         text COLLATE "C";
--rollback ALTER TABLE ownership_transfer_requests DROP COLUMN token_key_id, DROP COLUMN refresh_token_key_id, DROP COLUMN access_token_key_id;

--changeset cloud-aggregator:0015-by-key
--comment: What is sealed under a key, a page at a time; which keys there are is read by jumping from one to the next.
CREATE INDEX cloud_provider_accounts_access_token_key_id_idx
    ON cloud_provider_accounts (access_token_key_id, id) WHERE access_token_key_id IS NOT NULL;
CREATE INDEX cloud_provider_accounts_refresh_token_key_id_idx
    ON cloud_provider_accounts (refresh_token_key_id, id) WHERE refresh_token_key_id IS NOT NULL;
CREATE INDEX ownership_transfer_requests_access_token_key_id_idx
    ON ownership_transfer_requests (access_token_key_id, jti) WHERE access_token_key_id IS NOT NULL;
CREATE INDEX ownership_transfer_requests_refresh_token_key_id_idx
    ON ownership_transfer_requests (refresh_token_key_id, jti) WHERE refresh_token_key_id IS NOT NULL;
CREATE INDEX grant_revocations_token_key_id_idx
    ON grant_revocations (token_key_id, id) WHERE token_key_id IS NOT NULL;
CREATE INDEX ownership_transfer_requests_token_key_id_idx
    ON ownership_transfer_requests (token_key_id, expires_at);
--rollback DROP INDEX ownership_transfer_requests_token_key_id_idx, grant_revocations_token_key_id_idx, ownership_transfer_requests_refresh_token_key_id_idx, ownership_transfer_requests_access_token_key_id_idx, cloud_provider_accounts_refresh_token_key_id_idx, cloud_provider_accounts_access_token_key_id_idx;

--changeset cloud-aggregator:0015-reports
--comment: What the last re-encryption and the last verification came to, a row for each key; the row of the empty key is the run itself.
CREATE TABLE vault_key_reports (
    task       text        COLLATE "C" NOT NULL,
    key_id     text        COLLATE "C" NOT NULL,
    good       bigint      NOT NULL DEFAULT 0,
    bad        bigint      NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL DEFAULT now(),
    noted_at   timestamptz NOT NULL DEFAULT now(),
    ended      boolean     NOT NULL DEFAULT false,
    CONSTRAINT vault_key_reports_pkey PRIMARY KEY (task, key_id),
    CONSTRAINT vault_key_reports_task_check CHECK (task IN ('reencrypt', 'verify'))
);
--rollback DROP TABLE vault_key_reports;

--changeset cloud-aggregator:0015-grants
GRANT SELECT, INSERT, UPDATE, DELETE ON vault_key_reports TO "${runtimeRole}";
--rollback REVOKE ALL ON vault_key_reports FROM "${runtimeRole}";
