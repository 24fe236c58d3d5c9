package io.plimsoll.cli;

import io.plimsoll.sidekick.AuditRequest;
import io.plimsoll.sidekick.AuditResult;
import io.plimsoll.sidekick.Database;
import io.plimsoll.sidekick.Difference;
import io.plimsoll.sidekick.SidekickAudit;
import io.plimsoll.sidekick.SidekickSample;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
    name = "audit",
    description = {
      "Compares the sample service with what every account must hold, and counts what is lost,"
          + " altered or duplicated, per table and field. Shares no code with Plimsoll's own"
          + " verification.",
      "Seed, accounts and shards must be those it was loaded with. Exit 1 when anything differs."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll sidekick audit --store new --accounts 10000",
      "  plimsoll sidekick audit --store new --route sidekick --ledger phones.ledger",
      "  plimsoll sidekick audit --store new --route sidekick --output json"
    })
final class SidekickAuditCommand extends Command {
  private static final int MOST_SAMPLES = 10_000;

  @Mixin SidekickStores stores = new SidekickStores();

  @Option(
      names = "--route",
      paramLabel = "ROUTE",
      description = "Looks where this route sends clients now; login as for the store.")
  Optional<String> route = Optional.empty();

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "20",
      description = "Differences shown per kind (${DEFAULT-VALUE}); totals are exact.")
  int samples;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description =
          "What 'plimsoll sidekick phones' acknowledged since: must be there once, as last written.")
  Optional<Path> ledger = Optional.empty();

  SidekickAuditCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    if (samples < 0 || samples > MOST_SAMPLES) {
      throw new RefusalException("--samples is 0 to " + MOST_SAMPLES + ", found " + samples);
    }
    AuditRequest asked = request(stores.sample()).withSamples(samples);
    AuditResult result =
        new SidekickAudit(new SidekickLines(voice(), "compared"))
            .audit(ledger.map(asked::withLedger).orElse(asked));
    if (json()) {
      printJson(result);
    } else {
      text(result);
    }
    return result.clean() ? ExitCode.OK : ExitCode.ERROR;
  }

  private AuditRequest request(SidekickSample sample) {
    Map<String, Database> databases = stores.databases(bench, sample);
    Database login = databases.get(sample.shards().get(0));
    return route
        .map(name -> AuditRequest.through(sample, SidekickStores.directory(bench, name), login))
        .orElseGet(() -> AuditRequest.of(sample, databases));
  }

  private void text(AuditResult result) {
    voice()
        .print(
            "%s: %s records expected, %s found"
                .formatted(
                    Words.count(result.records().accounts(), "account"),
                    Words.number(result.records().expected()),
                    Words.number(result.records().found())));
    voice()
        .print(
            "lost %s · altered %s · duplicated %s · unexpected %s · on the wrong shard %s"
                .formatted(
                    Words.number(result.lost()),
                    Words.number(result.altered()),
                    Words.number(result.duplicated()),
                    Words.number(result.unexpected()),
                    Words.number(result.onWrongShard())));
    result.records().written().ifPresent(written -> text(written, result));
    if (result.clean()) {
      return;
    }
    voice().print(Words.count(result.accountsAffected(), "account") + " affected");
    var totals = new TextTable("kind", "table", "field", "count");
    result
        .totals()
        .forEach(t -> totals.row(Words.of(t.kind()), t.table(), "", Words.number(t.records())));
    result
        .fields()
        .forEach(f -> totals.row("altered", f.table(), f.field(), Words.number(f.values())));
    print(totals);
    result.sample().stream().map(Difference::toString).forEach(voice()::print);
  }

  private void text(AuditResult.Written written, AuditResult result) {
    voice()
        .print(
            "%s acknowledged · never answered %s · deleted and here again %s"
                .formatted(
                    Words.count(written.acknowledged(), "write"),
                    Words.number(written.unanswered()),
                    Words.number(result.resurrected())));
  }
}
