package io.plimsoll.store.postgres;

import java.util.List;

/** Rights, settings, replication, foreign data and large objects of a database. */
final class OtherSettings {
  private OtherSettings() {}

  static List<OtherKind> all() {
    return List.of(
        new OtherKind("pg_class", "grants are not carried", PostgresGrants.ALL),
        OtherKind.global("pg_default_acl", "default privileges", "default rights are not carried"),
        OtherKind.global("pg_event_trigger", "event trigger", "event triggers are not carried"),
        OtherKind.global("pg_publication", "publication", "replication is not carried"),
        OtherKind.named(
            "pg_subscription",
            "'subscription'",
            "0",
            "o.subdbid = (select oid from pg_database where datname = current_database())",
            "replication is not carried"),
        OtherKind.global(
            "pg_foreign_data_wrapper", "foreign data wrapper", "foreign data is not carried"),
        OtherKind.global("pg_foreign_server", "foreign server", "foreign data is not carried"),
        userMappings(),
        largeObjects(),
        securityLabels(),
        databaseSettings());
  }

  /** Through the view, because the table is closed to ordinary roles. */
  private static OtherKind userMappings() {
    return new OtherKind(
        "pg_user_mapping",
        "foreign data is not carried",
        """
        select 'user mapping' as kind,
               format('%s on server %I', coalesce(quote_ident(usename), 'public'), srvname) as name
          from pg_user_mappings
        """);
  }

  /** One entry for all, because there can be millions. */
  private static OtherKind largeObjects() {
    return new OtherKind(
        "pg_largeobject_metadata",
        "large objects are not carried",
        """
        select 'large objects' as kind, 'of the database' as name
         where exists (select from pg_largeobject_metadata)
        """);
  }

  private static OtherKind securityLabels() {
    return new OtherKind(
        "pg_seclabel",
        "security labels are not carried",
        """
        select 'security label' as kind,
               format('%s on %s %s', l.provider, l.objtype, l.objname) as name
          from pg_seclabels l
         where l.classoid not in (select c.oid from pg_class c
                                   where c.relisshared and c.relnamespace = 'pg_catalog'::regnamespace)
        """);
  }

  /** What the database says of its own environment is no part of what moves. */
  private static OtherKind databaseSettings() {
    return new OtherKind(
        "pg_db_role_setting",
        "settings of the database are not carried",
        """
        select 'database setting' as kind,
               format('%s for %s', split_part(setting, '=', 1),
                      coalesce('role ' || quote_ident(r.rolname), 'all roles')) as name
          from pg_db_role_setting s
          left join pg_roles r on r.oid = s.setrole
          cross join unnest(s.setconfig) setting
         where s.setdatabase = (select oid from pg_database where datname = current_database())
           and (s.setrole <> 0 or lower(split_part(setting, '=', 1)) <> 'plimsoll.environment')
        """);
  }
}
