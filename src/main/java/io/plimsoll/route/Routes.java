package io.plimsoll.route;

import io.plimsoll.plan.Plan.ShardPlan;
import java.util.List;

/** Opens the route a plan names; wired by {@code app}. */
public interface Routes {
  Route open(String route, List<ShardPlan> shards);
}
