--liquibase formatted sql

--changeset cloud-aggregator:0065-held
--comment: An event that waits for an earlier one of its account is set aside, so that claims do not read it again and again.
ALTER TABLE outbox ADD COLUMN held boolean NOT NULL DEFAULT false;
CREATE INDEX outbox_next_idx ON outbox (due_at, position) WHERE state = 'pending' AND NOT held;
GRANT UPDATE (held) ON outbox TO "${runtimeRole}";
--rollback DROP INDEX outbox_next_idx;
--rollback ALTER TABLE outbox DROP COLUMN held;

--changeset cloud-aggregator:0065-line splitStatements:false
--comment: When an event leaves the line of its account, by whatever statement, the first one in line is set free.
CREATE FUNCTION outbox_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE outbox SET held = false
    WHERE held AND id = (
        SELECT id FROM outbox
        WHERE account_id = OLD.account_id AND state IN ('pending', 'failed')
        ORDER BY position LIMIT 1);
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_left_line AFTER UPDATE OF state ON outbox FOR EACH ROW
    WHEN (OLD.state IN ('pending', 'failed') AND NEW.state NOT IN ('pending', 'failed'))
    EXECUTE FUNCTION outbox_line();
CREATE TRIGGER outbox_deleted AFTER DELETE ON outbox FOR EACH ROW
    WHEN (OLD.state IN ('pending', 'failed'))
    EXECUTE FUNCTION outbox_line();
--rollback DROP TRIGGER outbox_deleted ON outbox;
--rollback DROP TRIGGER outbox_left_line ON outbox;
--rollback DROP FUNCTION outbox_line();
