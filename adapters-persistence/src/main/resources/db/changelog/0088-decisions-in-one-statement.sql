--liquibase formatted sql

--changeset cloud-aggregator:0088-access-event splitStatements:false
--comment: Each statement of a volatile function has a snapshot of its own. Called with the row of a change, it sees every event that was committed before the lock on that row was granted.
CREATE FUNCTION append_access_event(of_account uuid, at_epoch bigint, of_user text, what text) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    next_turn bigint;
BEGIN
    INSERT INTO account_access_events (account_id, epoch, turn, user_id, kind)
    SELECT of_account, at_epoch, coalesce(max(e.turn), 0) + 1, of_user, what
    FROM account_access_events AS e WHERE e.account_id = of_account AND e.epoch = at_epoch
    RETURNING turn INTO next_turn;
    RETURN next_turn;
END
$$;
REVOKE ALL ON FUNCTION append_access_event FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_access_event TO "${runtimeRole}";
--rollback DROP FUNCTION append_access_event;

--changeset cloud-aggregator:0088-live-offers splitStatements:false
--comment: Makes the offers of one requester wait for each other until the end of the transaction, and then counts. A hash collision only makes another requester wait.
CREATE FUNCTION count_other_live_offers(of_requester text, but_account uuid) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(of_requester, 2023505));
    RETURN (
        SELECT count(*) FROM ownership_transfer_requests AS r
        WHERE r.requester = of_requester AND r.account_id <> but_account
            AND r.used_at IS NULL AND r.expires_at > now());
END
$$;
REVOKE ALL ON FUNCTION count_other_live_offers FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_other_live_offers TO "${runtimeRole}";
--rollback DROP FUNCTION count_other_live_offers;
