package io.plimsoll.web;

import io.plimsoll.audit.AuditEvent;
import io.plimsoll.audit.AuditLog;
import io.plimsoll.audit.ConsistencyProof;
import io.plimsoll.audit.InclusionProof;
import io.plimsoll.common.Digest;
import io.plimsoll.people.Role;
import io.plimsoll.web.Route.Manner;
import io.plimsoll.web.Route.Method;
import io.plimsoll.web.Route.Takes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Shows auditors the log, and proves to them that it is what it was. */
final class AuditRoutes {
  private static final String AUDIT = "/v1/audit";
  private static final Access AUDITOR = Access.of(Role.AUDITOR);
  private static final String NUMBER = "0|[1-9][0-9]{0,17}";

  private final Ground.Audit audit;

  AuditRoutes(Ground.Audit audit) {
    this.audit = audit;
  }

  /**
   * Shows that an event is in the log of a size (RFC 9162, 2.1.3).
   *
   * @param leaf hash of the event
   * @param root of the tree of that size
   * @param path hashes from the leaf upward
   */
  record Inclusion(long event, long size, String leaf, String root, List<String> path) {}

  /** Shows that the log of one size begins as the log of another was (RFC 9162, 2.1.4). */
  record Consistency(long from, long to, List<String> path) {}

  List<Route> list() {
    return List.of(
        get(
            "/events",
            "listEvents",
            "AuditEvents",
            "Lists events, oldest first, a page at a time,"
                + " each in its canonical form beside its leaf hash.",
            this::events),
        get(
            "/checkpoint",
            "getCheckpoint",
            "Checkpoint",
            "The signed size and root of the log as" + " of now (C2SP tlog-checkpoint).",
            this::checkpoint),
        get(
            "/proof/inclusion",
            "proveInclusion",
            "Inclusion",
            "Proves that 'event' is in the log" + " of 'size', or of the size it has now.",
            this::inclusion),
        get(
            "/proof/consistency",
            "proveConsistency",
            "Consistency",
            "Proves that the log of size" + " 'to', or of now, begins with the log of size 'from'.",
            this::consistency));
  }

  private static Route get(String path, String id, String gives, String summary, Route.Work work) {
    return new Route(
        Method.GET, AUDIT + path, AUDITOR, new Manner(id, Takes.NOTHING, gives), summary, work);
  }

  private AuditLog log() {
    return audit.log();
  }

  private Answer events(Call call) {
    Map<String, String> query = call.query(Set.of("after", "limit"));
    int limit = Paging.limit(query.get("limit"));
    long from = Paging.after(query.get("after")).orElse(0);
    List<AuditEvent> events = log().read(from, limit);
    String next =
        events.size() < limit
            ? "null"
            : '"' + Cursor.of(events.get(events.size() - 1).sequence() + 1) + '"';
    // As they are: what is written anew need not have the hash that was signed for.
    String lines =
        events.stream()
            .map(e -> "{\"event\":%s,\"hash\":\"%s\"}".formatted(e.json(), e.leafHash().hex()))
            .collect(Collectors.joining(","));
    return Answer.text("application/json", "{\"events\":[%s],\"next\":%s}".formatted(lines, next));
  }

  private Answer checkpoint(Call call) {
    call.query(Set.of());
    return Answer.text("text/plain; charset=utf-8", audit.checkpoint().get().content());
  }

  private Answer inclusion(Call call) {
    Map<String, String> query = call.query(Set.of("event", "size"));
    long size = size(query, "size");
    long sequence = number(query, "event").orElseThrow(() -> expected("event"));
    if (sequence >= size) {
      throw outside("event %d is not among the first %d".formatted(sequence, size));
    }
    InclusionProof proof = log().inclusion(sequence, size);
    Digest leaf = log().read(sequence, 1).get(0).leafHash();
    return Answer.json(
        new Inclusion(sequence, size, leaf.hex(), proof.root(leaf).hex(), hex(proof.path())));
  }

  private Answer consistency(Call call) {
    Map<String, String> query = call.query(Set.of("from", "to"));
    long to = size(query, "to");
    long from = number(query, "from").orElseThrow(() -> expected("from"));
    if (from < 1 || from > to) {
      throw outside("a log of size %d has no proof from size %d".formatted(to, from));
    }
    ConsistencyProof proof = log().consistency(from, to);
    return Answer.json(new Consistency(from, to, hex(proof.path())));
  }

  private static List<String> hex(List<Digest> path) {
    return path.stream().map(Digest::hex).toList();
  }

  /** At most what there is. */
  private long size(Map<String, String> query, String name) {
    long now = log().head().size();
    long said = number(query, name).orElse(now);
    if (said > now) {
      throw outside("the log has %d events, not %d".formatted(now, said));
    }
    return said;
  }

  private static Optional<Long> number(Map<String, String> query, String name) {
    Optional<String> text = Optional.ofNullable(query.get(name));
    if (text.isPresent() && !text.get().matches(NUMBER)) {
      throw expected(name);
    }
    return text.map(Long::parseLong);
  }

  private static RefusedException expected(String name) {
    return new RefusedException(ProblemCode.BAD_REQUEST, name + ": expected a number");
  }

  private static RefusedException outside(String text) {
    return new RefusedException(ProblemCode.NOT_FOUND, text);
  }
}
