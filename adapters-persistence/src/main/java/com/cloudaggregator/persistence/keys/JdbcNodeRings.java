package com.cloudaggregator.persistence.keys;

import com.cloudaggregator.application.keys.KeyRings.KeyIds;
import com.cloudaggregator.application.keys.NodeRings;
import com.cloudaggregator.persistence.transaction.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rings of the running nodes on PostgreSQL, one row for each node. */
@Component
final class JdbcNodeRings implements NodeRings {
  /** Deletes the rows of nodes that ended without leaving. */
  private static final String REPORT =
      """
      WITH silent AS (
        DELETE FROM node_key_rings WHERE seen_at < now() - interval '1 hour' AND node <> :node)
      INSERT INTO node_key_rings (node, name, vault_keys, transfer_keys, flow_keys)
      VALUES (:node, :name, :vault, :transfer, :flow)
      ON CONFLICT (node) DO UPDATE SET name = excluded.name, vault_keys = excluded.vault_keys,
        transfer_keys = excluded.transfer_keys, flow_keys = excluded.flow_keys, seen_at = now()
      """;

  private final Transactions transactions;
  private final JdbcClient jdbc;

  JdbcNodeRings(Transactions transactions, JdbcClient jdbc) {
    this.transactions = transactions;
    this.jdbc = jdbc;
  }

  @Override
  public void report(UUID node, String name, KeyIds vault, KeyIds transfer, KeyIds flow) {
    transactions.change(
        () ->
            jdbc.sql(REPORT)
                .param("node", node)
                .param("name", name)
                .param("vault", array(vault))
                .param("transfer", array(transfer))
                .param("flow", array(flow))
                .update(),
        violation -> Optional.empty());
  }

  @Override
  public void leave(UUID node) {
    transactions.change(
        () ->
            jdbc.sql("DELETE FROM node_key_rings WHERE node = :node").param("node", node).update(),
        violation -> Optional.empty());
  }

  @Override
  public List<Node> listRunning() {
    return transactions.read(
        () ->
            jdbc.sql(
                    "SELECT * FROM node_key_rings WHERE seen_at > now() - :seconds * interval '1 second'"
                        + " ORDER BY name, node")
                .param("seconds", RUNNING.toSeconds())
                .query((row, n) -> node(row))
                .list());
  }

  private static String[] array(KeyIds ring) {
    return ring.ids().toArray(String[]::new);
  }

  private static Node node(ResultSet row) throws SQLException {
    return new Node(
        row.getObject("node", UUID.class),
        row.getString("name"),
        ids(row, "vault_keys"),
        ids(row, "transfer_keys"),
        ids(row, "flow_keys"),
        row.getObject("seen_at", OffsetDateTime.class).toInstant());
  }

  private static KeyIds ids(ResultSet row, String column) throws SQLException {
    return new KeyIds(List.of((String[]) row.getArray(column).getArray()));
  }
}
