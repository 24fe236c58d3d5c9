package io.plimsoll.stage.preflight;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.plan.Advisory;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Plan.AdvisoryDecision;
import io.plimsoll.plan.ServerVersion;
import io.plimsoll.store.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Holds the versions that servers report against the advisories, and those against the plan. */
final class AdvisoryCheck {
  private final List<Advisory> advisories;
  private final List<AdvisoryDecision> decisions;
  private final Set<String> met = new TreeSet<>();

  AdvisoryCheck(List<Advisory> advisories, Plan plan) {
    this.advisories = advisories;
    this.decisions = plan.spec().advisories();
  }

  /** One finding per store, version and advisory, whatever the number of shards. */
  List<Finding> findings(List<Preflight.Inspected> shards) {
    var findings = new ArrayList<Finding>();
    for (Preflight.Inspected each : shards) {
      each.source().ifPresent(id -> findings.addAll(of(each.shard().source(), id)));
      each.target().ifPresent(id -> findings.addAll(of(each.shard().target(), id)));
    }
    decisions.stream()
        .filter(decision -> !met.contains(decision.id()))
        .forEach(decision -> findings.add(unused(decision)));
    return findings.stream().distinct().toList();
  }

  private List<Finding> of(String store, Identity server) {
    Optional<ServerVersion> version = ServerVersion.of(server.version());
    if (version.isEmpty()) {
      return List.of(
          Finding.warning(
              GuardId.F39,
              "version-unread",
              "store " + store,
              "reports a version without a number, %s %s; no advisory was held against it"
                  .formatted(server.product(), server.version()),
              ""));
    }
    return advisories.stream()
        .filter(advisory -> advisory.concerns(server.product(), version.get()))
        .map(advisory -> hit(store, server, advisory))
        .toList();
  }

  private Finding hit(String store, Identity server, Advisory advisory) {
    met.add(advisory.id());
    String known =
        "runs %s %s, of which advisory %s says since %s: %s (%s)"
            .formatted(
                server.product(),
                server.version(),
                advisory.id(),
                advisory.since(),
                advisory.breaks(),
                advisory.source());
    return decisions.stream()
        .filter(decision -> decision.id().equals(advisory.id()))
        .findFirst()
        .map(
            decision ->
                Finding.warning(
                    GuardId.F39,
                    "advisory-accepted",
                    "store " + store,
                    "%s; the plan accepts it until %s: %s"
                        .formatted(known, decision.until(), decision.reason()),
                    ""))
        .orElseGet(
            () ->
                Finding.blocking(
                    GuardId.F39,
                    "known-bad-version",
                    "store " + store,
                    known,
                    "upgrade the server, or decide in the plan: advisories: [{id: %s, reason: …, until: …}]"
                        .formatted(advisory.id())));
  }

  private static Finding unused(AdvisoryDecision decision) {
    return Finding.warning(
        "advisory-unused",
        "plan spec.advisories",
        "decides on '%s', which concerns no version that was found".formatted(decision.id()),
        "remove it");
  }
}
