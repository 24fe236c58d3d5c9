package io.plimsoll.plan;

import io.plimsoll.common.GuardId;
import io.plimsoll.plan.Configuration.FilesConfig;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.Configuration.StoreConfig;
import io.plimsoll.plan.Plan.ShardPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares a plan with the configuration it will run on: every name leads to a thing of the right
 * kind, and no two shards to the same database. It connects nowhere; whether two addresses are the
 * same storage is for preflight to ask the storage itself.
 */
public final class PlanCheck {
  private final Plan plan;
  private final Configuration configuration;
  private final Section spec;
  private final Problems problems;

  private PlanCheck(String fileName, Plan plan, Configuration configuration) {
    this.plan = plan;
    this.configuration = configuration;
    YamlDocument document = YamlReading.read(fileName, plan.text()).document();
    this.problems = new Problems(document, List.of());
    this.spec = new Section(document.root(), DocumentPath.ROOT, problems).at("spec");
  }

  /**
   * What does not fit, in the order of the plan.
   *
   * @param fileName how problems name the plan
   */
  public static List<Problem> against(String fileName, Plan plan, Configuration configuration) {
    var check = new PlanCheck(fileName, plan, configuration);
    check.shards();
    check.snapshotAndScratch();
    check.route();
    check.manual();
    return check.problems.list();
  }

  private void shards() {
    var holders = new HashMap<String, Holder>();
    for (int i = 0; i < plan.spec().shards().size(); i++) {
      ShardPlan shard = plan.spec().shards().get(i);
      Section written = shardAt(i);
      postgres(written, "source", shard.source())
          .ifPresent(store -> alone(written, "source", new Holder(shard, store), holders));
      postgres(written, "target", shard.target())
          .ifPresent(store -> alone(written, "target", new Holder(shard, store), holders));
    }
  }

  private Section shardAt(int index) {
    Section shards = spec.at("shards");
    return shards.node().isArray() ? shards.items().get(index) : shards;
  }

  private record Holder(ShardPlan shard, PostgresConfig store) {
    String url() {
      return store.urlFor(shard.name()).split("\\?", 2)[0];
    }
  }

  private void alone(Section written, String key, Holder holder, Map<String, Holder> holders) {
    Holder other = holders.putIfAbsent(holder.url(), holder);
    if (other == null) {
      return;
    }
    if (other.shard().equals(holder.shard())) {
      written.problem(
          GuardId.F33,
          key,
          "found '%s', which has the same URL as the source '%s', expected another database"
              .formatted(holder.store().name(), other.store().name()));
    } else {
      written.problem(
          GuardId.F35,
          key,
          "found '%s' for shard %s, whose database is already that of shard %s, expected one each; write {shard} into the store's url"
              .formatted(holder.store().name(), holder.shard().name(), other.shard().name()));
    }
  }

  private void manual() {
    for (int i = 0; i < plan.spec().manual().size(); i++) {
      postgres(
          spec.items("manual").get(i).at("probe"),
          "store",
          plan.spec().manual().get(i).probe().store());
    }
  }

  private void snapshotAndScratch() {
    String vault = plan.spec().snapshot().vault();
    store(spec.at("snapshot"), "vault", vault)
        .filter(store -> !(store instanceof FilesConfig))
        .ifPresent(
            store ->
                spec.at("snapshot")
                    .problem(
                        GuardId.F13,
                        "vault",
                        "found '%s', a store of type postgresql, expected one of type files; a database that follows its source follows its losses too, so a replica is not a snapshot"
                            .formatted(vault)));
    String scratch = plan.spec().dryRun().scratch();
    postgres(spec.at("dryRun"), "scratch", scratch);
    if (plan.spec().shards().stream().anyMatch(shard -> shard.source().equals(scratch))) {
      spec.at("dryRun")
          .problem(
              GuardId.F33,
              "scratch",
              "found '%s', a source of this plan, expected a store the rehearsal may fill"
                  .formatted(scratch));
    }
  }

  private void route() {
    String route = plan.spec().cutOver().route();
    if (!configuration.routes().containsKey(route)) {
      unknown(spec.at("cutOver"), "route", route, configuration.routes().keySet());
      return;
    }
    configuration
        .routes()
        .get(route)
        .match(new RouteCheck(configuration, plan.spec().shards()))
        .ifPresent(
            fault -> spec.at("cutOver").problem("route", "found '%s', %s".formatted(route, fault)));
  }

  private Optional<PostgresConfig> postgres(Section written, String key, String name) {
    Optional<StoreConfig> store = store(written, key, name);
    if (store.isPresent() && !(store.get() instanceof PostgresConfig)) {
      wrongType(written, key, name);
    }
    return store.filter(PostgresConfig.class::isInstance).map(PostgresConfig.class::cast);
  }

  private Optional<StoreConfig> store(Section written, String key, String name) {
    Optional<StoreConfig> store = Optional.ofNullable(configuration.stores().get(name));
    if (store.isEmpty()) {
      unknown(written, key, name, configuration.stores().keySet());
    }
    return store;
  }

  private static void unknown(Section written, String key, String name, Set<String> known) {
    var sorted = new ArrayList<>(known).stream().sorted().toList();
    String choices = sorted.isEmpty() ? "it has none" : "it has " + String.join(", ", sorted);
    written.problem(
        key,
        "found '%s', which the configuration does not have; %s%s"
            .formatted(name, choices, Nearest.hint(name, sorted)));
  }

  private static void wrongType(Section written, String key, String name) {
    written.problem(
        key, "found '%s', a store of type files, expected one of type postgresql".formatted(name));
  }
}
