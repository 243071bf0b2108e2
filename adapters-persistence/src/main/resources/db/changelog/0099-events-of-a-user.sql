--liquibase formatted sql

--changeset cloud-aggregator:0099-by-user-and-id
--comment: The list of deliveries of one user in the order of their ids. Without the id in the index, a large table was read by id until the user's events were found.
CREATE INDEX outbox_user_id_id_idx ON outbox ((payload -> 'data' ->> 'user_id'), id) WHERE NOT forget;
DROP INDEX outbox_user_id_idx;
--rollback CREATE INDEX outbox_user_id_idx ON outbox ((payload -> 'data' ->> 'user_id')) WHERE NOT forget;
--rollback DROP INDEX outbox_user_id_id_idx;
