--liquibase formatted sql

--changeset cloud-aggregator:0071-client-of-a-grant
--comment: The entry of the configuration whose client obtained a grant; null for the entry that the provider names.
ALTER TABLE cloud_provider_accounts ADD COLUMN client text COLLATE "C";
ALTER TABLE ownership_transfer_requests ADD COLUMN client text COLLATE "C";
ALTER TABLE grant_revocations ADD COLUMN client text COLLATE "C";
--rollback ALTER TABLE grant_revocations DROP COLUMN client;
--rollback ALTER TABLE ownership_transfer_requests DROP COLUMN client;
--rollback ALTER TABLE cloud_provider_accounts DROP COLUMN client;
