--liquibase formatted sql

--changeset cloud-aggregator:0013-table
--comment: Which job is due when, and which node is at it; the columns are db-scheduler's.
CREATE TABLE scheduled_tasks (
    task_name            text        COLLATE "C" NOT NULL,
    task_instance        text        COLLATE "C" NOT NULL,
    task_data            bytea,
    execution_time       timestamptz NOT NULL,
    picked               boolean     NOT NULL,
    picked_by            text        COLLATE "C",
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint      NOT NULL,
    priority             smallint,
    CONSTRAINT scheduled_tasks_pkey PRIMARY KEY (task_name, task_instance)
);
--rollback DROP TABLE scheduled_tasks;

--changeset cloud-aggregator:0013-due
--comment: One row for each job: an index would be larger than the table. The pages are few and change often.
ALTER TABLE scheduled_tasks SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
--rollback ALTER TABLE scheduled_tasks RESET (fillfactor, autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);

--changeset cloud-aggregator:0013-grants
GRANT SELECT, INSERT, UPDATE, DELETE ON scheduled_tasks TO "${runtimeRole}";
--rollback REVOKE ALL ON scheduled_tasks FROM "${runtimeRole}";
