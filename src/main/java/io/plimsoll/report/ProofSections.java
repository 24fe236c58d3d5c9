package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.report.Book.Kind;
import io.plimsoll.report.Report.Row;
import io.plimsoll.report.Report.Section;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What was proven before anything changed: the backup and the rehearsals. */
final class ProofSections {
  private final Material material;

  ProofSections(Material material) {
    this.material = material;
  }

  Section backup() {
    return new Sectioning("backup", "Backup proof")
        .note("A snapshot counts once it was restored in full and every fingerprint compared.")
        .note("Snapshots of several shards are not one moment: each is of its own shard alone.")
        .table("snapshots", "The snapshot of each shard", "None.", each(this::snapshot))
        .table("restores", "The restore that proves it", "None.", each(this::restore))
        .section();
  }

  private Row snapshot(ShardId shard) {
    return PerShard.row(
        material,
        shard,
        snapshotOf(shard),
        cells ->
            cells
                .number("rows", "Rows", Facts.SnapshotTaken::rows)
                .number("objects", "Objects", s -> (long) s.objects().size())
                .instant("takenAt", "Taken", Facts.SnapshotTaken::takenAt)
                .millis("millis", "Took", Facts.SnapshotTaken::millis)
                .bytes("bytes", "Bytes", Facts.SnapshotTaken::bytes)
                .bytes("bytesAtRest", "At rest", Facts.SnapshotTaken::bytesAtRest)
                .text("vault", "Vault", Facts.SnapshotTaken::vault)
                .text("set", "Set", Facts.SnapshotTaken::set)
                .text("position", "Position", Facts.SnapshotTaken::position)
                .text("root", "Digest of the manifest", Facts.SnapshotTaken::root)
                .text("schemaDigest", "Digest of the schema", Facts.SnapshotTaken::schemaDigest));
  }

  private Row restore(ShardId shard) {
    Optional<Facts.SnapshotTaken> snapshot = snapshotOf(shard).flatMap(Found::fact);
    return PerShard.row(
        material,
        shard,
        material.book().last(Kind.RESTORE_PROOF, Facts.RestoreProof.class, shard),
        cells ->
            cells
                .verdict("verdict", "Verdict", Facts.RestoreProof::verdict)
                .text(
                    "thisSnapshot",
                    "Of this very snapshot",
                    p -> Show.yes(isOf(p, snapshot)),
                    p -> isOf(p, snapshot) ? Status.PASS : Status.FAIL)
                .text(
                    "fingerprints",
                    "Fingerprints equal",
                    p -> equalObjects(p, snapshot) + " of " + objects(snapshot),
                    p -> equalObjects(p, snapshot) == objects(snapshot) ? Status.PASS : Status.FAIL)
                .number("rows", "Rows restored", Facts.RestoreProof::rows)
                .millis("millis", "Took", Facts.RestoreProof::millis)
                .text("rate", "Rate", p -> Show.bytes(p.bytesPerSecond()) + "/s")
                .text("scratch", "Restored into", Facts.RestoreProof::scratch)
                .list("problems", "Problems", true, Facts.RestoreProof::problems));
  }

  private Optional<Found<Facts.SnapshotTaken>> snapshotOf(ShardId shard) {
    return material.book().last(Kind.SNAPSHOT, Facts.SnapshotTaken.class, shard);
  }

  /** A proof of another set proves nothing about this one. */
  static boolean isOf(Facts.RestoreProof proof, Optional<Facts.SnapshotTaken> snapshot) {
    return snapshot
        .filter(s -> s.set().equals(proof.set()) && s.root().equals(proof.root()))
        .isPresent();
  }

  private static long objects(Optional<Facts.SnapshotTaken> snapshot) {
    return snapshot.map(s -> (long) s.objects().size()).orElse(0L);
  }

  private static long equalObjects(
      Facts.RestoreProof proof, Optional<Facts.SnapshotTaken> snapshot) {
    Map<String, Facts.Counted> restored = new HashMap<>();
    proof.objects().forEach(object -> restored.put(object.object(), object));
    return snapshot.map(Facts.SnapshotTaken::objects).orElse(List.of()).stream()
        .filter(object -> restored.containsKey(object.object()))
        .filter(object -> same(object, restored.get(object.object())))
        .count();
  }

  private static boolean same(Facts.Counted one, Facts.Counted other) {
    return one.rows() == other.rows() && one.sum().equals(other.sum());
  }

  Section rehearsals() {
    return new Sectioning("rehearsals", "Rehearsals")
        .note("The real steps were done once between two scratch databases, the way back included.")
        .table("rehearsals", "Rehearsed on each shard's own data", "None.", each(this::rehearsal))
        .table("predictions", "What was predicted from it", "None.", each(this::prediction))
        .section();
  }

  private Row rehearsal(ShardId shard) {
    return PerShard.row(
        material,
        shard,
        material.book().last(Kind.REHEARSAL, Facts.Rehearsal.class, shard),
        cells ->
            practised(cells)
                .verdict("verdict", "Verdict", Facts.Rehearsal::verdict)
                .number("rows", "Rows", Facts.Rehearsal::rows)
                .millis("copyMillis", "Copy", Facts.Rehearsal::copyMillis)
                .millis("verifyMillis", "Verify", Facts.Rehearsal::verifyMillis)
                .millis("cutOverMillis", "Cut-over", Facts.Rehearsal::cutOverMillis)
                .millis("rollbackMillis", "Rollback", Facts.Rehearsal::rollbackMillis)
                .must(
                    "writesAccepted",
                    "Writes accepted after rollback",
                    Facts.Rehearsal::writesAcceptedAfterRollback)
                .list("problems", "Problems", true, Facts.Rehearsal::problems));
  }

  /** What only one of the two ways of moving rehearses. */
  private Cells.From<Facts.Rehearsal> practised(Cells.From<Facts.Rehearsal> cells) {
    return material.live()
        ? cells
            .number(
                "practised",
                "Writes of a client",
                r -> r.practised().map(p -> p.writes()).orElse(null))
            .text(
                "allThere",
                "All on the source after rollback",
                r -> r.practised().map(p -> Show.yes(p.allThere())).orElse("not on record"),
                r ->
                    r.practised().filter(p -> p.allThere()).isPresent() ? Status.PASS : Status.FAIL)
            .millis(
                "blockMillis",
                "Its longest block",
                r -> r.practised().map(p -> p.blockMillis()).orElse(null))
        : cells.must(
            "writesRefused",
            "Writes refused when fenced",
            Facts.Rehearsal::writesRefusedWhenFenced);
  }

  private Row prediction(ShardId shard) {
    return PerShard.row(
        material,
        shard,
        material.book().last(Kind.PREDICTION, Facts.Prediction.class, shard),
        cells ->
            cells
                .millis("copyMillis", "Copy", Facts.Prediction::copyMillis)
                .millis("verifyMillis", "Verify", Facts.Prediction::verifyMillis)
                .millis("cutOverMillis", "Cut-over", Facts.Prediction::cutOverMillis)
                .millis("rollbackMillis", "Rollback", Facts.Prediction::rollbackMillis)
                .millis("soakMillis", "Soak", Facts.Prediction::soakMillis)
                .text("basis", "Basis", Facts.Prediction::basis));
  }

  private List<Row> each(Function<ShardId, Row> row) {
    return material.shards().stream().map(row).toList();
  }
}
