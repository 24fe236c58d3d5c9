package io.plimsoll.gate;

import io.plimsoll.plan.GateRule.Quorum;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;

/** A run before a stage that persons decide about. */
record GateCase(Run run, Plan plan, StageName stage, Quorum rule) {}
