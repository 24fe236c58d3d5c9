package io.plimsoll.store.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * One kind of user object that no table carries.
 *
 * @param catalogue the system catalogue it lives in
 * @param why one clause on why it cannot come along
 * @param sql gives {@code kind} and {@code name} of each, the name unique within its kind
 */
record OtherKind(String catalogue, String why, String sql) {

  static List<OtherKind> all() {
    var all = new ArrayList<OtherKind>();
    all.addAll(OtherRelations.all());
    all.addAll(OtherDefinitions.all());
    all.addAll(OtherSettings.all());
    return List.copyOf(all);
  }

  /**
   * Objects as the server itself names them. What belongs to an extension or is an inner part of
   * another object is left out, as is what came with the server (ids below 16384).
   *
   * @param kind an SQL expression over {@code o}, a row of the catalogue
   * @param schema an SQL expression: the id of the schema the object is in
   * @param filter an SQL condition over {@code o}
   */
  static OtherKind named(String catalogue, String kind, String schema, String filter, String why) {
    String sql =
        """
        select KIND as kind, (pg_identify_object('CATALOGUE'::regclass, o.oid, 0)).identity as name
          from CATALOGUE o
         where o.oid >= 16384 and (FILTER)
           and not exists (select from pg_depend d where d.classid = 'CATALOGUE'::regclass
                            and d.objid = o.oid and d.objsubid = 0
                            and d.deptype in ('e', 'i'))
           and not exists (select from pg_namespace n where n.oid = SCHEMA
                            and (n.nspname = 'plimsoll' or starts_with(n.nspname, 'pg_temp_')
                                 or starts_with(n.nspname, 'pg_toast')))
        """;
    return new OtherKind(
        catalogue,
        why,
        sql.replace("CATALOGUE", catalogue)
            .replace("FILTER", filter)
            .replace("SCHEMA", schema)
            .replace("KIND", kind));
  }

  static OtherKind named(String catalogue, String kind, String schema, String why) {
    return named(catalogue, "'" + kind + "'", schema, "true", why);
  }

  /** For objects that live in no schema. */
  static OtherKind global(String catalogue, String kind, String why) {
    return named(catalogue, "'" + kind + "'", "0", "true", why);
  }
}
