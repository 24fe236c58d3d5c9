package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Evidence.Status;
import java.time.Instant;

/** Where a value comes from, and how it is to be judged. */
record Origin(String evidence, String measuredBy, Instant measuredAt, Status status) {

  static Origin of(Evidence evidence) {
    return new Origin(
        Report.evidenceId(evidence.stage(), evidence.shard().map(ShardId::value), evidence.name()),
        evidence.measuredBy(),
        evidence.measuredAt(),
        evidence.status());
  }

  Origin as(Status judged) {
    return new Origin(evidence, measuredBy, measuredAt, judged);
  }
}
