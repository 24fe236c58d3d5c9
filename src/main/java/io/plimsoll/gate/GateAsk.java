package io.plimsoll.gate;

import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;

/** A decision and the gate it is meant for. */
public record GateAsk(RunId run, StageName stage, GateDecision decision) {}
