--liquibase formatted sql

--changeset cloud-aggregator:0082-table
--comment: One row: whether events are sent to the host product. While it is paused, events wait, and probes find out when to go on.
CREATE TABLE webhook_endpoint (
    name          text        COLLATE "C" NOT NULL,
    state         text        COLLATE "C" NOT NULL DEFAULT 'active',
    last_status   text        COLLATE "C",
    since         timestamptz NOT NULL DEFAULT now(),
    -- When the next probe may be sent; a claim puts it off.
    next_probe_at timestamptz,
    CONSTRAINT webhook_endpoint_pkey PRIMARY KEY (name),
    CONSTRAINT webhook_endpoint_name_check CHECK (name = 'host'),
    CONSTRAINT webhook_endpoint_state_check CHECK (
        CASE
            WHEN state = 'active' THEN next_probe_at IS NULL AND last_status IS NULL
            WHEN state IN ('throttled', 'disabled') THEN next_probe_at IS NOT NULL AND last_status IS NOT NULL
            ELSE false
        END)
);
INSERT INTO webhook_endpoint (name) VALUES ('host');
REVOKE ALL ON webhook_endpoint FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (state, last_status, since, next_probe_at) ON webhook_endpoint TO "${runtimeRole}";
--rollback DROP TABLE webhook_endpoint;
