package io.plimsoll.store.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plimsoll.common.Digest;
import io.plimsoll.common.ObjectName;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Describes objects completely, as a list of facts: one description, read in one way, for the
 * digest that pins a schema and for the comparison that names what was lost. It does not share a
 * query with the mirror, whose work it judges.
 */
final class SchemaFacts {
  private final CatalogueSession session;
  private final List<Long> tables;

  SchemaFacts(CatalogueSession session, Collection<ObjectName> objects) {
    this.session = session;
    this.tables = ObjectIds.withPartitions(session, objects);
  }

  /** All facts, in an order that depends on nothing but them. */
  List<SchemaFact> read() {
    var facts = new ArrayList<SchemaFact>();
    for (String sql : TableFacts.QUERIES) {
      facts.addAll(query(sql, tables));
    }
    List<Long> sequences = sequences();
    facts.addAll(query(SequenceFacts.SEQUENCES, tables, sequences));
    facts.addAll(query(SequenceFacts.SCHEMAS, tables, sequences));
    facts.addAll(grants(sequences));
    facts.sort(Comparator.comparing(SchemaFact::kind).thenComparing(SchemaFact::name));
    return facts;
  }

  /** SHA-256 over every fact but the owners, which are roles of one server. */
  static Digest digest(List<SchemaFact> facts) {
    MessageDigest sha = Digest.sha256();
    for (SchemaFact fact : facts) {
      if (!fact.kind().equals(SchemaFact.OWNER)) {
        feed(sha, fact.kind());
        feed(sha, fact.name());
        feed(sha, fact.text());
      }
    }
    return Digest.of(sha);
  }

  /** With its length in front, so that no two lists of facts give the same bytes. */
  private static void feed(MessageDigest sha, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    sha.update(bytes);
  }

  private List<Long> sequences() {
    return new PostgresSequences(session, tables)
        .read().stream().map(PostgresSequences.Sequence::id).toList();
  }

  private List<SchemaFact> grants(List<Long> sequences) {
    var relations = new ArrayList<>(tables);
    relations.addAll(sequences);
    return session.list(
        PostgresGrants.OF_RELATIONS,
        row -> new SchemaFact(SchemaFact.GRANT, row.getString("name"), ""),
        relations);
  }

  private List<SchemaFact> query(String sql, Object... parameters) {
    return session.list(
        sql,
        row -> new SchemaFact(row.getString("kind"), row.getString("name"), row.getString("text")),
        parameters);
  }
}
