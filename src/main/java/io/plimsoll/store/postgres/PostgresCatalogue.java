package io.plimsoll.store.postgres;

import io.plimsoll.store.Catalogue;
import io.plimsoll.store.Catalogue.OtherObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads everything the owner has in a database. The world is closed: what is not carried is listed
 * by name, and a system catalogue this version of Plimsoll has never heard of is listed too.
 */
final class PostgresCatalogue {
  private final CatalogueSession session;

  PostgresCatalogue(CatalogueSession session) {
    this.session = session;
  }

  Catalogue read() {
    return new Catalogue(new CatalogueTables(session).read(), others());
  }

  private List<OtherObject> others() {
    var found = new ArrayList<OtherObject>();
    for (OtherKind kind : OtherKind.all()) {
      found.addAll(
          session.list(
              kind.sql(),
              row -> new OtherObject(row.getString("kind"), row.getString("name"), kind.why())));
    }
    for (String unknown : ClosedWorld.unknown(session)) {
      found.add(
          new OtherObject(
              "system catalogue", unknown, "this server can hold a kind of object unknown here"));
    }
    found.sort(Comparator.comparing(OtherObject::kind).thenComparing(OtherObject::name));
    return List.copyOf(found);
  }
}
