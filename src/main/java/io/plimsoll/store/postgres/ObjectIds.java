package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import java.util.Collection;
import java.util.List;

/** Finds the server's own ids of objects, for one transaction: they differ between servers. */
final class ObjectIds {
  private ObjectIds() {}

  /** Ids of those tables that exist and of all their partitions, in no particular order. */
  static List<Long> withPartitions(CatalogueSession session, Collection<ObjectName> objects) {
    return session.list(
        """
        with recursive family(id) as (
          select i from unnest(?::oid[]) i
          union
          select i.inhrelid from family f
            join pg_class p on p.oid = f.id and p.relkind = 'p'
            join pg_inherits i on i.inhparent = f.id)
        select id::bigint from family
        """,
        row -> row.getLong(1),
        of(session, objects));
  }

  /** Ids of those tables that exist, in no particular order. */
  static List<Long> of(CatalogueSession session, Collection<ObjectName> objects) {
    return session.list(
        """
            select c.oid::bigint
              from unnest(?, ?) o(schema, name)
              join pg_namespace n on n.nspname = o.schema
              join pg_class c on c.relnamespace = n.oid and c.relname = o.name
             where c.relkind in ('r', 'p')
            """,
        row -> row.getLong(1),
        objects.stream().map(ObjectName::schema).toArray(String[]::new),
        objects.stream().map(ObjectName::name).toArray(String[]::new));
  }
}
