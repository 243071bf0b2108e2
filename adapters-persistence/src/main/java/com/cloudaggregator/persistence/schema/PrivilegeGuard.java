package com.cloudaggregator.persistence.schema;

import java.util.List;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Refuses to start when a role other than the owner of the tables and the runtime role can change
 * them, or when every role (PUBLIC) has a privilege on them. Default privileges of a database can
 * do that: on Supabase they give {@code anon} all privileges on new tables in the schema {@code
 * public}.
 */
@Component
@DependsOnDatabaseInitialization
final class PrivilegeGuard implements InitializingBean {
  static final List<String> TABLES =
      List.of(
          "account_access_events",
          "account_ownership_history",
          "cloud_provider_accounts",
          "cloud_transfer_events",
          "erased_users",
          "erasure_key",
          "grant_revocations",
          "node_key_rings",
          "operator_actions",
          "outbox",
          "ownership_transfer_requests",
          "ownership_verification_evidence",
          "scheduled_tasks",
          "service_calls",
          "spring_session",
          "spring_session_attributes",
          "used_authorization_states",
          "user_contacts",
          "user_pseudonyms",
          "vault_key_canaries",
          "vault_key_reports",
          "vault_key_waits",
          "webhook_endpoint");

  static final String REMEDY =
      "As the owner of the tables, run REVOKE ALL ON <table> FROM <role>, and ALTER DEFAULT"
          + " PRIVILEGES ... REVOKE ALL ON TABLES FROM <role> so that new tables are not affected; or use a schema of its own.";

  /**
   * Privileges of tables and of columns (PostgreSQL, "Privileges": the catalogue stores them as
   * {@code aclitem}).
   */
  private static final String OTHERS =
      """
      WITH ours AS (
        SELECT oid, relname, relowner, relacl FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relname = ANY (:tables)),
      granted AS (
        SELECT relname, relowner, acl.grantee, acl.privilege_type FROM ours, aclexplode(relacl) AS acl
        UNION
        SELECT relname, relowner, acl.grantee, acl.privilege_type
        FROM ours JOIN pg_attribute a ON a.attrelid = ours.oid, aclexplode(a.attacl) AS acl)
      SELECT coalesce(r.rolname, 'PUBLIC') || ' has ' || string_agg(DISTINCT g.privilege_type, ', ') || ' on ' || g.relname
      FROM granted g LEFT JOIN pg_roles r ON r.oid = g.grantee
      WHERE g.grantee <> g.relowner AND coalesce(r.rolname, '') <> current_user
        AND (g.grantee = 0 OR g.privilege_type <> 'SELECT')
      GROUP BY r.rolname, g.relname ORDER BY 1
      """;

  private final JdbcClient jdbc;

  PrivilegeGuard(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void afterPropertiesSet() {
    List<String> problems = problems(jdbc);
    if (!problems.isEmpty()) {
      throw new UnfitDatabaseException(
          "Other roles have privileges on the tables of the program: "
              + String.join("; ", problems)
              + ".",
          REMEDY);
    }
  }

  /** Which roles have which privileges; empty when only the owner and the runtime role have any. */
  static List<String> problems(JdbcClient jdbc) {
    return jdbc.sql(OTHERS)
        .param("tables", TABLES.toArray(String[]::new))
        .query((row, number) -> row.getString(1))
        .list();
  }
}
