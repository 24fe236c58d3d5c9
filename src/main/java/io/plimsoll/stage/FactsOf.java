package io.plimsoll.stage;

import io.plimsoll.common.Finding;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import io.plimsoll.shard.CarriedBack;
import io.plimsoll.shard.Compared;
import io.plimsoll.transfer.Differences;
import io.plimsoll.transfer.Manifest;
import io.plimsoll.transfer.Verification;
import java.util.List;
import java.util.Optional;

/** Turns what the data plane measured into facts for the book. */
final class FactsOf {
  private FactsOf() {}

  static Facts.Verified verified(Compared compared) {
    Verification rows = compared.rows();
    return new Facts.Verified(
        compared.verdict(),
        rows.coveragePercent(),
        "source %s, target %s".formatted(rows.moment().source(), rows.moment().target()),
        rows.moment().from(),
        rows.moment().to(),
        new Facts.SeededErrors(rows.selfCheck().injected(), rows.selfCheck().found()),
        rows.objects().stream().map(o -> object(o, compared.differences())).toList(),
        compared.metadata().stream().map(Finding::text).toList(),
        rows.findings().stream().map(Finding::text).toList());
  }

  static Facts.CarriedBack carriedBack(CarriedBack back) {
    return new Facts.CarriedBack(
        back.keys(),
        back.compared().verdict(),
        back.missed().stream().map(Finding::text).toList(),
        back.setAside().stream()
            .map(u -> new Facts.SetAside(u.object().toString(), u.rows(), u.sample()))
            .toList(),
        verified(back.compared()).objects().stream().filter(o -> o.rowsDiffering() > 0).toList());
  }

  static Evidence.Status status(Verdict verdict) {
    return switch (verdict) {
      case EQUAL -> Evidence.Status.PASS;
      case DIFFERENT -> Evidence.Status.FAIL;
      case NOT_VERIFIED -> Evidence.Status.UNVERIFIED;
    };
  }

  private static Facts.ComparedObject object(
      Verification.ObjectResult result, List<Differences> all) {
    Optional<Differences> found =
        all.stream().filter(d -> d.object().equals(result.object())).findFirst();
    return new Facts.ComparedObject(
        result.object().toString(),
        result.sourceRows(),
        result.targetRows(),
        found.map(Differences::total).orElse(0L),
        found.map(Differences::missing).orElse(0L),
        found.map(Differences::unexpected).orElse(0L),
        found.map(Differences::changed).orElse(0L),
        result.sourceSum().orElse(""),
        result.targetSum().orElse(""),
        result.chunks(),
        result.differing().size(),
        found.map(FactsOf::sample).orElse(List.of()));
  }

  private static List<Facts.DifferingRow> sample(Differences differences) {
    return differences.sample().stream()
        .map(
            s ->
                new Facts.DifferingRow(
                    s.kind().name().toLowerCase(java.util.Locale.ROOT), s.key(), s.columns()))
        .toList();
  }

  static List<Facts.Counted> counted(Manifest manifest) {
    return manifest.content().objects().stream()
        .map(
            o ->
                new Facts.Counted(
                    o.name().toString(), o.rows(), o.fingerprint().sum(), o.chunks().size()))
        .toList();
  }

  static List<Facts.Counted> counted(Verification rows) {
    return rows.objects().stream()
        .map(
            o ->
                new Facts.Counted(
                    o.object().toString(), o.targetRows(), o.targetSum().orElse(""), o.chunks()))
        .toList();
  }

  /** What differs, in one sentence for the timeline. */
  static String sentence(Compared compared) {
    if (compared.differences().isEmpty() && compared.metadata().isEmpty()) {
      return compared.rows().findings().stream().map(Finding::text).findFirst().orElse("different");
    }
    var text = new StringBuilder();
    for (Differences d : compared.differences()) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(
              "%s: %d %s"
                  .formatted(
                      d.object(), d.total(), d.total() == 1 ? "row differs" : "rows differ"));
      d.sample().stream()
          .findFirst()
          .ifPresent(
              s ->
                  text.append(
                      " (first %s %s%s)"
                          .formatted(
                              s.kind().name().toLowerCase(java.util.Locale.ROOT),
                              s.key(),
                              s.columns().isEmpty()
                                  ? ""
                                  : ", column " + String.join(" ", s.columns()))));
    }
    compared.metadata().forEach(m -> text.append(text.isEmpty() ? "" : ", ").append(m.text()));
    return text.toString();
  }
}
