--liquibase formatted sql

--changeset cloud-aggregator:0080-figures
--comment: The metric that counts accounts by provider and status reads this index alone.
CREATE INDEX cloud_provider_accounts_figures_idx ON cloud_provider_accounts (provider, status);
--rollback DROP INDEX cloud_provider_accounts_figures_idx;
