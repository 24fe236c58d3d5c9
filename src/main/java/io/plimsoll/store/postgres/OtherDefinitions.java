package io.plimsoll.store.postgres;

import java.util.List;

/** Functions, types and all the other things a schema can define beside relations. */
final class OtherDefinitions {
  private OtherDefinitions() {}

  static List<OtherKind> all() {
    return List.of(
        routines(),
        types(),
        OtherKind.named(
            "pg_collation", "collation", "o.collnamespace", "collations are not carried"),
        OtherKind.named(
            "pg_conversion", "conversion", "o.connamespace", "conversions are not carried"),
        OtherKind.named("pg_operator", "operator", "o.oprnamespace", "operators are not carried"),
        OtherKind.named(
            "pg_opclass", "operator class", "o.opcnamespace", "operator classes are not carried"),
        OtherKind.named(
            "pg_opfamily",
            "operator family",
            "o.opfnamespace",
            "operator families are not carried"),
        loose("pg_amop", "amopfamily", "operator of a family"),
        loose("pg_amproc", "amprocfamily", "function of a family"),
        OtherKind.named(
            "pg_ts_config",
            "text search configuration",
            "o.cfgnamespace",
            "text search is not carried"),
        OtherKind.named(
            "pg_ts_dict",
            "text search dictionary",
            "o.dictnamespace",
            "text search is not carried"),
        OtherKind.named(
            "pg_ts_parser", "text search parser", "o.prsnamespace", "text search is not carried"),
        OtherKind.named(
            "pg_ts_template",
            "text search template",
            "o.tmplnamespace",
            "text search is not carried"),
        OtherKind.global("pg_cast", "cast", "casts are not carried"),
        OtherKind.global("pg_transform", "transform", "transforms are not carried"),
        OtherKind.global("pg_language", "language", "languages are not carried"),
        OtherKind.global("pg_am", "access method", "access methods are not carried"),
        OtherKind.named(
            "pg_extension",
            "'extension'",
            "0",
            "o.extname <> 'plpgsql'",
            "extensions and what they hold are not carried"));
  }

  private static OtherKind routines() {
    return OtherKind.named(
        "pg_proc",
        """
        case o.prokind when 'p' then 'procedure' when 'a' then 'aggregate'
                       when 'w' then 'window function' else 'function' end
        """,
        "o.pronamespace",
        "true",
        "routines are not carried");
  }

  /** Row types and array types are inner parts of their table or element and do not count. */
  private static OtherKind types() {
    return OtherKind.named(
        "pg_type",
        """
        case o.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite type'
                       when 'r' then 'range type' when 'p' then 'shell type' else 'base type' end
        """,
        "o.typnamespace",
        "true",
        "user-defined types are not carried");
  }

  /** Members that were added to a family of the server or of an extension. */
  private static OtherKind loose(String catalogue, String family, String kind) {
    return OtherKind.named(
        catalogue,
        "'" + kind + "'",
        "(select opfnamespace from pg_opfamily where oid = o." + family + ")",
        """
        not exists (select from pg_opfamily f where f.oid = o.FAMILY and f.oid >= 16384
                    and not exists (select from pg_depend e where e.objid = f.oid
                                     and e.classid = 'pg_opfamily'::regclass
                                     and e.deptype = 'e'))
        """
            .replace("FAMILY", family),
        "operator families are not carried");
  }
}
