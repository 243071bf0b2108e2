--liquibase formatted sql

--changeset cloud-aggregator:0070-callback-answers
--comment: The answer to a callback, sealed, for the same callback delivered again. It goes with its row.
ALTER TABLE used_authorization_states ADD COLUMN answer text COLLATE "C";
--rollback ALTER TABLE used_authorization_states DROP COLUMN answer;

--changeset cloud-aggregator:0070-grants
GRANT UPDATE (answer) ON used_authorization_states TO "${runtimeRole}";
--rollback REVOKE UPDATE (answer) ON used_authorization_states FROM "${runtimeRole}";
