package io.plimsoll.store.postgres;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;

/**
 * The list of all system catalogues, and what is done about the objects each can hold. A catalogue
 * that is not here comes with a newer server: it is a finding until somebody has decided.
 */
final class ClosedWorld {
  private static final String LISTED = "listed: its user objects are other objects by name";
  private static final String CARRIED = "carried: part of a table, its keys or its sequences";
  private static final String PART = "part of an object that is listed by name";
  private static final String SERVER = "of the whole server, not of a database";
  private static final String DERIVED = "derived by the server; rebuilt when the object is made";

  /** Every table of pg_catalog, and how it is covered. */
  static final Map<String, String> CATALOGUES =
      Map.ofEntries(
          entry("pg_aggregate", PART),
          entry("pg_am", LISTED),
          entry("pg_amop", LISTED),
          entry("pg_amproc", LISTED),
          entry("pg_attrdef", CARRIED),
          entry("pg_attribute", CARRIED),
          entry("pg_auth_members", SERVER),
          entry("pg_authid", SERVER),
          entry("pg_cast", LISTED),
          entry("pg_class", LISTED),
          entry("pg_collation", LISTED),
          entry("pg_constraint", CARRIED),
          entry("pg_conversion", LISTED),
          entry("pg_database", "its settings are compared, its grants listed"),
          entry("pg_db_role_setting", LISTED),
          entry("pg_default_acl", LISTED),
          entry("pg_depend", DERIVED),
          entry("pg_description", "comments on what is carried are carried, others are " + PART),
          entry("pg_enum", PART),
          entry("pg_event_trigger", LISTED),
          entry("pg_extension", LISTED),
          entry("pg_foreign_data_wrapper", LISTED),
          entry("pg_foreign_server", LISTED),
          entry("pg_foreign_table", PART),
          entry("pg_index", LISTED),
          entry("pg_inherits", PART),
          entry("pg_init_privs", "what grants are measured against"),
          entry("pg_language", LISTED),
          entry("pg_largeobject", PART),
          entry("pg_largeobject_metadata", LISTED),
          entry("pg_namespace", CARRIED),
          entry("pg_opclass", LISTED),
          entry("pg_operator", LISTED),
          entry("pg_opfamily", LISTED),
          entry("pg_parameter_acl", SERVER),
          entry("pg_partitioned_table", PART),
          entry("pg_policy", LISTED),
          entry("pg_proc", LISTED),
          entry("pg_publication", LISTED),
          entry("pg_publication_namespace", PART),
          entry("pg_publication_rel", PART),
          entry("pg_range", PART),
          entry("pg_replication_origin", SERVER),
          entry("pg_rewrite", LISTED),
          entry("pg_seclabel", LISTED),
          entry("pg_sequence", CARRIED),
          entry("pg_shdepend", DERIVED),
          entry("pg_shdescription", SERVER),
          entry("pg_shseclabel", SERVER),
          entry("pg_statistic", DERIVED),
          entry("pg_statistic_ext", LISTED),
          entry("pg_statistic_ext_data", DERIVED),
          entry("pg_subscription", LISTED),
          entry("pg_subscription_rel", PART),
          entry("pg_tablespace", SERVER),
          entry("pg_transform", LISTED),
          entry("pg_trigger", LISTED),
          entry("pg_ts_config", LISTED),
          entry("pg_ts_config_map", PART),
          entry("pg_ts_dict", LISTED),
          entry("pg_ts_parser", LISTED),
          entry("pg_ts_template", LISTED),
          entry("pg_type", LISTED),
          entry("pg_user_mapping", LISTED));

  private ClosedWorld() {}

  static boolean listed(String catalogue) {
    return LISTED.equals(CATALOGUES.get(catalogue));
  }

  /** Catalogues of the running server that nobody has decided about. */
  static List<String> unknown(CatalogueSession session) {
    return session
        .list(
            """
            select relname from pg_class
             where relnamespace = 'pg_catalog'::regnamespace and relkind = 'r'
             order by relname
            """,
            row -> row.getString(1))
        .stream()
        .filter(name -> !CATALOGUES.containsKey(name))
        .toList();
  }
}
