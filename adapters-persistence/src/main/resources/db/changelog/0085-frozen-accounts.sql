--liquibase formatted sql

--changeset cloud-aggregator:0085-frozen
--comment: Since when an operator has kept the account from being used and moved. It outlasts a release.
ALTER TABLE cloud_provider_accounts ADD COLUMN frozen_at timestamptz;
CREATE INDEX cloud_provider_accounts_frozen_idx ON cloud_provider_accounts (id) WHERE frozen_at IS NOT NULL;
--rollback DROP INDEX cloud_provider_accounts_frozen_idx;
--rollback ALTER TABLE cloud_provider_accounts DROP COLUMN frozen_at;
