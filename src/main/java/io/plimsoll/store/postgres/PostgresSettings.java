package io.plimsoll.store.postgres;

import io.plimsoll.common.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * How a database spells and sorts text.
 *
 * @param encoding {@code UTF8}; what every byte of text means
 * @param provider {@code c} for the C library, {@code i} for ICU, {@code b} built in
 * @param locale of ICU or the built-in provider; empty for the C library's
 * @param version of the collation as recorded in the database; empty when it has none
 */
record PostgresSettings(
    String encoding, String collate, String ctype, String provider, String locale, String version) {

  static PostgresSettings read(CatalogueSession session) {
    return session.one(
        """
        select pg_encoding_to_char(d.encoding) as encoding, d.datcollate, d.datctype,
               coalesce(to_jsonb(d)->>'datlocprovider', 'c') as provider,
               coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale', '') as locale,
               coalesce(to_jsonb(d)->>'datcollversion', '') as version
          from pg_database d where d.datname = current_database()
        """,
        row ->
            new PostgresSettings(
                row.getString("encoding"),
                row.getString("datcollate"),
                row.getString("datctype"),
                row.getString("provider"),
                row.getString("locale"),
                row.getString("version")));
  }

  /** Another encoding blocks: bytes would change their meaning. Another order is a warning. */
  List<Finding> compare(PostgresSettings other, String mine, String theirs) {
    var findings = new ArrayList<Finding>();
    if (!encoding.equals(other.encoding)) {
      findings.add(
          Finding.blocking(
              "encoding-differs",
              theirs,
              "server_encoding is %s, but %s on %s".formatted(other.encoding, encoding, mine),
              "create the target database with encoding '" + encoding + "' from template0"));
    }
    if (!sorting().equals(other.sorting())) {
      findings.add(
          Finding.warning(
              "collation-differs",
              theirs,
              "text sorts by '%s', but by '%s' on %s".formatted(other.sorting(), sorting(), mine),
              "create the target database with the same locale from template0"));
    }
    return findings;
  }

  private String sorting() {
    return String.join(" ", provider, collate, ctype, locale, version).strip();
  }
}
