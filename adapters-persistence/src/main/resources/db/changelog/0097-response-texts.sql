--liquibase formatted sql

--changeset cloud-aggregator:0097-column
--comment: The beginning of what the receiver wrote when it refused the last attempt; empty if it wrote nothing or accepted the event. It goes with its row, also at an erasure.
ALTER TABLE outbox
    ADD COLUMN last_response text COLLATE "C" NOT NULL DEFAULT '',
    ADD CONSTRAINT outbox_last_response_check CHECK (char_length(last_response) <= 200) NOT VALID;
GRANT UPDATE (last_response) ON outbox TO "${runtimeRole}";
--rollback ALTER TABLE outbox DROP COLUMN last_response;

--changeset cloud-aggregator:0097-column-holds
--comment: Reads every row without keeping writers away.
ALTER TABLE outbox VALIDATE CONSTRAINT outbox_last_response_check;
--rollback SELECT 1;
