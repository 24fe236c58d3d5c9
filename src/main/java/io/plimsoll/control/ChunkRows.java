package io.plimsoll.control;

import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.transfer.ChunkLedger.Copied;
import io.plimsoll.transfer.ChunkLedger.Line;
import io.plimsoll.transfer.ChunkLedger.Progress;
import io.plimsoll.transfer.ChunkLedger.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How the rows of the ledger become its records. Bounds are JSON arrays of texts. */
final class ChunkRows {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

  private ChunkRows() {}

  static Line line(RowView row) {
    return new Line(
        row.getColumn("id", Long.class),
        new Chunk(
            objectName(row),
            row.getColumn("chunk_number", Integer.class),
            bound(row.getColumn("lower_bound", String.class)),
            bound(row.getColumn("upper_bound", String.class))),
        State.valueOf(row.getColumn("state", String.class)),
        row.getColumn("attempt", Integer.class),
        copied(row),
        fingerprint(row, "target"),
        Optional.ofNullable(row.getColumn("copied_at", Instant.class)),
        Optional.ofNullable(row.getColumn("verified_at", Instant.class)));
  }

  static Progress progress(RowView row) {
    return new Progress(
        new ShardId(row.getColumn("shard", String.class)),
        objectName(row),
        row.getColumn("chunks", Integer.class),
        row.getColumn("confirmed", Integer.class),
        row.getColumn("verified", Integer.class),
        row.getColumn("row_sum", Long.class),
        row.getColumn("byte_sum", Long.class));
  }

  static String json(List<String> bound) {
    return JSON.writeValueAsString(bound);
  }

  private static Optional<List<String>> bound(String json) {
    return Optional.ofNullable(json).map(text -> List.copyOf(JSON.readValue(text, TEXTS)));
  }

  private static ObjectName objectName(RowView row) {
    return new ObjectName(
        row.getColumn("schema_name", String.class), row.getColumn("object_name", String.class));
  }

  private static Optional<Copied> copied(RowView row) {
    return fingerprint(row, "source")
        .map(
            source ->
                new Copied(
                    row.getColumn("byte_count", Long.class),
                    source,
                    row.getColumn("source_position", String.class),
                    Optional.ofNullable(row.getColumn("reference", String.class))));
  }

  private static Optional<Fingerprint> fingerprint(RowView row, String side) {
    return Optional.ofNullable(row.getColumn(side + "_encoding", String.class))
        .map(
            encoding ->
                new Fingerprint(
                    row.getColumn(side + "_rows", Long.class),
                    row.getColumn(side + "_high", Long.class),
                    row.getColumn(side + "_low", Long.class),
                    encoding));
  }
}
