package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan;
import io.plimsoll.report.Book.Kind;
import io.plimsoll.report.Report.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The switches of a live move: how long clients waited, on what a shard was cut over, what was
 * carried back and what needs a person. It never speaks of an outage: there is none.
 */
final class LiveSwitches {
  private final Material material;

  LiveSwitches(Material material) {
    this.material = material;
  }

  /** Since when the run has something on the stores; clients notice nothing of that. */
  Map<String, Value> began() {
    List<Found<Facts.Began>> all = material.book().all(Kind.BEGAN, Facts.Began.class);
    Optional<Found<Facts.Began>> first = all.stream().findFirst();
    return new Cells()
        .from(first)
        .instant("began", "On the stores since", Facts.Began::at)
        .values();
  }

  Row switched(ShardId shard) {
    var done = material.book().last(Kind.CUT_OVER, Facts.CutOverDone.class, shard);
    var pair = material.book().last(Kind.AT_THE_FENCE, Facts.AtTheFence.class, shard);
    return PerShard.row(
        material,
        shard,
        done,
        cells ->
            cells
                .millis("seenMillis", "Longest block, seen by a client", LiveSwitches::seen)
                .millis("blockMillis", "Blocked in all", Facts.CutOverDone::blockMillis)
                .number("attempt", "Attempts", c -> (long) c.attempt())
                .instant("routedAt", "Routed", Facts.CutOverDone::routedAt)
                .text("routeAddress", "Clients go to", Facts.CutOverDone::routeAddress)
                .number("routeVersion", "Route version", Facts.CutOverDone::routeVersion)
                .flag("targetOpen", "Target open to clients", Facts.CutOverDone::targetOpen)
                .from(pair.filter(known -> done.isPresent()))
                .text("atTheFence", "At the fence", LiveSwitches::atTheFence));
  }

  static Long seen(Facts.CutOverDone done) {
    return done.seenMillis().orElse(null);
  }

  private static String atTheFence(Facts.AtTheFence pair) {
    return ("every row was equal at its own pair (oldest at %s, %s); every captured change since was"
            + " replayed and compared under the fence")
        .formatted(Show.at(pair.oldest()), pair.moment());
  }

  Row wentBack(ShardId shard) {
    var found = material.book().last(Kind.ROLLBACK, Facts.RolledBack.class, shard);
    return PerShard.row(
        material,
        shard,
        found.map(Found::judgedByValue),
        cells ->
            cells
                .must("sourceWritable", "Source writable", Facts.RolledBack::sourceWritable)
                .text("route", "Clients go to", Facts.RolledBack::route)
                .text("target", "Target", LiveSwitches::target)
                .instant("at", "Proven at", r -> found.orElseThrow().origin().measuredAt())
                .millis("millis", "Took", Facts.RolledBack::millis)
                .number("carriedBack", "Keys carried back", LiveSwitches::keys)
                .text(
                    "compared",
                    "Both sides after that",
                    r -> compared(shard, r),
                    r -> judged(shard, r))
                .list("missed", "Writes may be missed", true, LiveSwitches::missed)
                .list("remaining", "Left behind", false, Facts.RolledBack::remaining));
  }

  private static String target(Facts.RolledBack back) {
    return back.targetCleaned() ? "cleaned" : "kept closed, as it was";
  }

  private static Long keys(Facts.RolledBack back) {
    return back.carriedBack().map(Facts.CarriedBack::keys).orElse(null);
  }

  private static List<String> missed(Facts.RolledBack back) {
    return back.carriedBack().map(Facts.CarriedBack::missed).orElse(List.of());
  }

  private String compared(ShardId shard, Facts.RolledBack back) {
    return back.carriedBack()
        .map(LiveSwitches::compared)
        .orElse(
            material.targetOpened(shard)
                ? "not on record"
                : "the target was never open to clients");
  }

  private static String compared(Facts.CarriedBack carried) {
    return carried.needAPerson() == 0
        ? Show.verdict(carried.verdict())
        : "%s: %s"
            .formatted(
                Show.verdict(carried.verdict()),
                carried.clientsMayHaveWritten()
                    ? LiveReturn.needAPerson(carried)
                    : Show.count(carried.needAPerson(), "row") + " that no client wrote");
  }

  /**
   * What is judged is the way back of clients' writes, not what somebody else did to the target.
   */
  private Status judged(ShardId shard, Facts.RolledBack back) {
    return back.carriedBack()
        .map(
            carried ->
                LiveReturn.allCameBack(carried) ? Status.PASS : Verdicts.status(carried.verdict()))
        .orElse(material.targetOpened(shard) ? Status.UNVERIFIED : Status.PASS);
  }

  /** By key, both kinds: set aside, and never captured. */
  List<Row> needAPerson() {
    var rows = new ArrayList<Row>();
    for (ShardId shard : material.shards()) {
      material
          .book()
          .last(Kind.ROLLBACK, Facts.RolledBack.class, shard)
          .ifPresent(
              found ->
                  found
                      .fact()
                      .flatMap(Facts.RolledBack::carriedBack)
                      .ifPresent(carried -> rows.addAll(rows(shard, found.origin(), carried))));
    }
    return rows;
  }

  private record KeptRow(String object, String key, String where, String client) {}

  private List<Row> rows(ShardId shard, Origin origin, Facts.CarriedBack carried) {
    Status status = carried.clientsMayHaveWritten() ? Status.FAIL : Status.PASS;
    return kept(shard, carried).stream()
        .distinct()
        .map(
            row ->
                new Cells()
                    .from(origin.as(status), row)
                    .text("shard", "Shard", r -> shard.value())
                    .text("object", "Object", KeptRow::object)
                    .text("key", "Key", KeptRow::key)
                    .text("where", "Where it is", KeptRow::where)
                    .text("client", "Written by a client", KeptRow::client)
                    .row())
        .toList();
  }

  private List<KeptRow> kept(ShardId shard, Facts.CarriedBack carried) {
    Plan.ShardPlan ends =
        material.plan().spec().shards().stream()
            .filter(plan -> plan.name().equals(shard))
            .findFirst()
            .orElseThrow();
    var rows = new ArrayList<KeptRow>();
    Set<String> aside =
        carried.setAside().stream()
            .flatMap(a -> a.keys().stream().map(key -> a.object() + " " + key))
            .collect(Collectors.toSet());
    for (Facts.SetAside object : carried.setAside()) {
      String where =
          "the clients' version on %s, the other on %s".formatted(ends.target(), ends.source());
      object
          .keys()
          .forEach(key -> rows.add(new KeptRow(object.object(), key, where, "yes; set aside")));
    }
    String client = carried.missed().isEmpty() ? "no: it was never captured" : "not known";
    for (Facts.ComparedObject object : carried.strangers()) {
      object.sample().stream()
          .filter(row -> !aside.contains(object.object() + " " + row.key()))
          .forEach(
              row ->
                  rows.add(
                      new KeptRow(object.object(), row.key(), where(row.kind(), ends), client)));
    }
    return rows;
  }

  private static String where(String kind, Plan.ShardPlan ends) {
    return switch (kind) {
      case "missing" -> "on %s alone".formatted(ends.source());
      case "unexpected" -> "on %s alone".formatted(ends.target());
      default -> "one version on %s, the other on %s".formatted(ends.target(), ends.source());
    };
  }
}
