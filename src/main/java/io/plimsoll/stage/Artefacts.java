package io.plimsoll.stage;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.Configuration.RouteConfig;
import io.plimsoll.plan.Configuration.TableRouteConfig;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run was checked with, by digest: its plan, and the stores and routes of the configuration
 * that it uses. What was overwritten since was neither checked, rehearsed nor approved.
 */
final class Artefacts {
  private static final String ABSENT = "absent";

  private final StageContext context;
  private final Configuration configuration;

  Artefacts(StageContext context, Configuration configuration) {
    this.context = context;
    this.configuration = configuration;
  }

  Facts.Artefacts now() {
    var digests = new TreeMap<String, String>();
    digests.put("plan", Digest.ofText(context.run().planText()).hex());
    Plan.Spec spec = context.plan().spec();
    var stores = new TreeSet<String>();
    spec.shards().forEach(shard -> stores.addAll(List.of(shard.source(), shard.target())));
    stores.add(spec.snapshot().vault());
    stores.add(spec.dryRun().scratch());
    RouteConfig route = configuration.routes().get(spec.cutOver().route());
    if (route instanceof TableRouteConfig table) {
      stores.add(table.store());
    }
    stores.forEach(
        store -> digests.put("store " + store, digest(configuration.stores().get(store))));
    digests.put("route " + spec.cutOver().route(), digest(route));
    return new Facts.Artefacts(digests);
  }

  /** Of everything that is configured; a secret prints as stars, so that a new one is no change. */
  private static String digest(Object configured) {
    return configured == null ? ABSENT : Digest.ofText(configured.toString()).hex();
  }

  /** One finding for each that is no longer what it was in preflight. */
  List<Finding> changed(StageName before) {
    Optional<Facts.Artefacts> recorded =
        context.fact(
            StageName.PREFLIGHT, Optional.empty(), Facts.Artefacts.NAME, Facts.Artefacts.class);
    if (recorded.isEmpty()) {
      return List.of(
          finding(
              before,
              "run",
              "nobody recorded what it was checked with",
              "roll back and run again"));
    }
    Map<String, String> then = recorded.get().digests();
    Map<String, String> now = now().digests();
    var names = new TreeSet<>(then.keySet());
    names.addAll(now.keySet());
    var findings = new ArrayList<Finding>();
    for (String name : names) {
      String old = then.getOrDefault(name, ABSENT);
      String fresh = now.getOrDefault(name, ABSENT);
      if (!old.equals(fresh)) {
        findings.add(
            finding(
                before,
                name + (name.equals("plan") ? " of the run" : " of the configuration"),
                "changed since preflight: its digest was %s and is %s".formatted(old, fresh),
                "make it what it was and resume, or roll back and run again with the new one"));
      }
    }
    return findings;
  }

  private static Finding finding(StageName before, String what, String message, String remedy) {
    return Finding.blocking(
        GuardId.F37, "artefact-changed", "before %s %s".formatted(before, what), message, remedy);
  }
}
