package io.plimsoll.control;

import io.plimsoll.common.Digest;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.Approvals;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.Decision;
import io.plimsoll.gate.Difference;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.gate.GateEvent;
import io.plimsoll.gate.GateState;
import io.plimsoll.gate.PersonId;
import io.plimsoll.gate.SealedEvidence;
import io.plimsoll.plan.Role;
import io.plimsoll.plan.StageName;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** How the rows of a gate become its records, and back. */
final class GateRows {
  /** Between the parts of a difference and between differences; neither is in canonical JSON. */
  private static final String PART = "\u001f";

  private static final String END = "\u001e";

  private GateRows() {}

  static Gate gate(Handle handle, RowView row) {
    return new Gate(
        new RunId(text(row, "run_id")),
        StageName.valueOf(text(row, "stage")),
        row.getColumn("round", Integer.class),
        GateState.valueOf(text(row, "state")),
        row.getColumn("version", Long.class),
        Optional.ofNullable(text(row, "evidence"))
            .map(json -> new SealedEvidence(json, new Digest(text(row, "evidence_digest")))),
        new Gate.Times(
            instant(row, "sealed_at"),
            instant(row, "valid_from"),
            instant(row, "valid_until"),
            instant(row, "consumed_at"),
            instant(row, "review_due")),
        text(row, "reason"),
        differences(text(row, "changed")),
        decisions(handle, row.getColumn("id", Long.class)));
  }

  private static List<Decision> decisions(Handle handle, long round) {
    return handle
        .createQuery("select * from gate_decision where round_id = :round order by id")
        .bind("round", round)
        .map(GateRows::decision)
        .list();
  }

  private static Decision decision(RowView row) {
    var by =
        new Decider(
            new PersonId(text(row, "person")),
            text(row, "name"),
            roles(text(row, "roles")),
            Decider.Kind.PERSON,
            text(row, "authentication"),
            text(row, "channel"),
            text(row, "address"));
    var made =
        new GateDecision(
            GateDecision.Kind.valueOf(text(row, "kind")),
            by,
            new Digest(text(row, "shown")),
            text(row, "comment"),
            Optional.ofNullable(text(row, "incident")));
    return new Decision(
        row.getColumn("at", Instant.class), made, text(row, "quorum"), text(row, "separation"));
  }

  static String roles(Set<Role> roles) {
    return roles.stream().sorted().map(Role::name).collect(Collectors.joining(" "));
  }

  private static Set<Role> roles(String text) {
    return Arrays.stream(text.split(" "))
        .filter(word -> !word.isEmpty())
        .map(Role::valueOf)
        .collect(Collectors.toSet());
  }

  static String text(List<Difference> differences) {
    return differences.stream()
        .map(d -> String.join(PART, d.path(), d.was(), d.is()))
        .collect(Collectors.joining(END));
  }

  private static List<Difference> differences(String text) {
    return Arrays.stream(text.split(END))
        .map(one -> one.split(PART, -1))
        .filter(parts -> parts.length == 3)
        .map(parts -> new Difference(parts[0], parts[1], parts[2]))
        .toList();
  }

  static Approvals.HistoryLine historyLine(RowView row) {
    return new Approvals.HistoryLine(
        row.getColumn("at", Instant.class),
        row.getColumn("round", Integer.class),
        GateState.valueOf(text(row, "state")),
        GateEvent.valueOf(text(row, "event")),
        GateState.valueOf(text(row, "next_state")),
        text(row, "text"));
  }

  private static String text(RowView row, String column) {
    return row.getColumn(column, String.class);
  }

  private static Optional<Instant> instant(RowView row, String column) {
    return Optional.ofNullable(row.getColumn(column, Instant.class));
  }
}
