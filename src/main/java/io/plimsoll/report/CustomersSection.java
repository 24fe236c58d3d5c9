package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.report.Report.Row;
import io.plimsoll.report.Report.Section;
import java.util.Optional;

/** The statement for customers: what is lost, whose, and as of when. */
final class CustomersSection {
  private final Material material;
  private final Losses losses;

  CustomersSection(Material material, Losses losses) {
    this.material = material;
    this.losses = losses;
  }

  Section section() {
    Optional<Long> total = losses.total();
    Status status =
        total.map(lost -> lost == 0 ? Status.PASS : Status.FAIL).orElse(Status.UNVERIFIED);
    var cells = new Cells();
    cells
        .from(material.fromRun().as(status), losses)
        .text("statement", "Statement", Losses::sentence)
        .number("recordsLost", "Records lost", l -> total.orElse(null));
    return new Sectioning("customers", "Statement for customers")
        .note("A number is exact or it is not given. Objects left behind on purpose are in Scope.")
        .values(cells.values())
        .table(
            "shards",
            "Whose records, as of when",
            "No shard.",
            losses.all().stream().map(this::row).toList())
        .section();
  }

  private Row row(Losses.Loss loss) {
    var cells = new Cells();
    cells.from(material.fromPlan(), loss.shard()).text("shard", "Shard", ShardId::value);
    if (loss.origin().isEmpty()) {
      return cells
          .missing("lost", "Records lost")
          .missing("sentence", "Statement")
          .missing("asOf", "As of")
          .row();
    }
    Origin origin = loss.origin().get();
    return cells
        .from(origin, loss)
        .number("lost", "Records lost", l -> l.lost().orElse(null))
        .text("sentence", "Statement", Losses.Loss::sentence)
        .instant("asOf", "As of", l -> origin.measuredAt())
        .row();
  }
}
