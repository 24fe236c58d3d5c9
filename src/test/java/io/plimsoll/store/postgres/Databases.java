package io.plimsoll.store.postgres;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Catalogue;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.TableInfo;
import io.plimsoll.testing.Postgres;
import java.util.List;
import java.util.function.Function;

/** Reads a test database as the store does, without the store. */
record Databases(Postgres server, String name) {

  static Databases on(Postgres server, String... ddl) {
    var database = new Databases(server, server.database("cat"));
    server.execute(database.name(), ddl);
    return database;
  }

  Databases execute(String... sql) {
    server.execute(name, sql);
    return this;
  }

  <T> T read(Function<CatalogueSession, T> work) {
    return CatalogueSession.read(name, () -> server.connect(name), work);
  }

  Catalogue catalogue() {
    return read(session -> new PostgresCatalogue(session).read());
  }

  /** What is not carried, as a plan would accept it. */
  List<String> others() {
    return catalogue().others().stream().map(Catalogue.OtherObject::text).toList();
  }

  List<ObjectName> tables() {
    return catalogue().tables().stream().map(TableInfo::name).toList();
  }

  List<SchemaStep> mirror() {
    List<ObjectName> tables = tables();
    return read(session -> new PostgresMirror(session, tables).steps());
  }

  /** Builds the mirror of this database on another server. */
  Databases mirrorOn(Postgres other) {
    return on(other, mirror().stream().map(SchemaStep::sql).toArray(String[]::new));
  }

  List<SchemaFact> facts(List<ObjectName> objects) {
    return read(session -> new SchemaFacts(session, objects).read());
  }

  Digest digest() {
    return SchemaFacts.digest(facts(tables()));
  }

  List<Finding> differences(Databases target) {
    List<ObjectName> objects = tables();
    return new SchemaComparison("source", facts(objects), "target", target.facts(objects))
        .findings();
  }
}
